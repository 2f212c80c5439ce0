import * as z from 'zod';
import { tooManyPins } from '../chat/model/own-side.ts';
import type { Store } from '../chat/ports/store.ts';
import { toThread } from './items/thread.ts';
import { keys } from './keys.ts';
import { ownSideUpdate, pinUpdates, unpinUpdates } from './own-side-updates.ts';
import type { TableClient } from './table-client.ts';

const pinsItem = z.object({ ids: z.set(z.string()).optional() });

type OwnSideStore = Pick<Store, 'writeOwnSide' | 'listPins'>;

/** What participants set about their threads for themselves. */
export function ownSideStore(table: TableClient): OwnSideStore {
  return {
    async writeOwnSide(thread, role, own) {
      if (own.isPinned === thread.own[role].isPinned) {
        const update = ownSideUpdate(thread, role, own);
        const written = await table.update({ ...update, ReturnValues: 'ALL_NEW' });
        return written.held ? toThread(written.attributes) : null;
      }
      const updates = own.isPinned ? pinUpdates(thread, role, own) : unpinUpdates(thread, role, own);
      const reasons = await table.updateAll(updates);
      if (reasons === null) return { ...thread, own: { ...thread.own, [role]: own } };
      const [changed, full] = reasons.map(({ Code }) => Code === 'ConditionalCheckFailed');
      if (full && !changed) throw tooManyPins();
      return null;
    },

    async listPins(userId) {
      const item = await table.get({ Key: keys.pins(userId), ConsistentRead: true });
      return item === undefined ? [] : [...(pinsItem.parse(item).ids ?? [])];
    },
  };
}
