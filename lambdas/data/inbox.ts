import * as z from 'zod';
import type { Role } from '../../protocol/objects.ts';
import { otherRole } from '../chat/model/participant.ts';
import type { Thread } from '../chat/model/types.ts';
import type { InboxPage, InboxRow, Store } from '../chat/ports/store.ts';
import { schemaVersion } from './items/version.ts';
import { keys, partition, withoutPrefix } from './keys.ts';
import { tableSchema } from './table.ts';
import type { TableClient } from './table-client.ts';

export const inboxItem = z.object({ SK: z.string(), active_step: z.number() });

/**
 * The step is the index's sort key. A write of it costs a row and two index entries, so it is coarse, and
 * never moves back.
 */
function stepUpdate(userId: string, otherId: string, threadId: string, step: number) {
  return {
    Key: keys.inbox(userId, threadId),
    UpdateExpression: 'SET active_step = :step, peer = :peer, v = :v',
    ConditionExpression: 'attribute_not_exists(active_step) OR active_step < :step',
    ExpressionAttributeValues: { ':step': step, ':peer': otherId, ':v': schemaVersion },
  };
}

/** Moves the thread in the role's inbox to this step, wherever it was. */
export function placeUpdate(thread: Thread, role: Role, step: number) {
  const { ConditionExpression, ...update } = stepUpdate(thread[role].id, thread[otherRole(role)].id, thread.id, step);
  return update;
}

/** The row stays, outside the index: a block finds deleted threads by it too (ME-3). */
function dropUpdate(userId: string, threadId: string) {
  return {
    Key: keys.inbox(userId, threadId),
    UpdateExpression: 'REMOVE active_step',
    ConditionExpression: 'attribute_exists(PK)',
  };
}

function startKey(userId: string, row: InboxRow) {
  return { ...keys.inbox(userId, row.threadId), active_step: row.activeStep };
}

function inboxQuery(userId: string, { limit, fromStep, after }: Parameters<Store['listInbox']>[1]) {
  return {
    IndexName: tableSchema.inboxIndex.name,
    KeyConditionExpression: 'PK = :pk AND active_step <= :from',
    ExpressionAttributeValues: { ':pk': partition.user(userId), ':from': fromStep ?? Number.MAX_SAFE_INTEGER },
    ScanIndexForward: false,
    Limit: limit,
    ...(after ? { ExclusiveStartKey: startKey(userId, after) } : {}),
  };
}

type InboxStore = Pick<Store, 'touchInboxes' | 'dropFromInbox' | 'listInbox'>;

/** Each user's threads by last activity. */
export function inboxStore(table: TableClient): InboxStore {
  return {
    async touchInboxes(thread, step, who) {
      const update = (role: Role) => stepUpdate(thread[role].id, thread[otherRole(role)].id, thread.id, step);
      await Promise.all(who.map((role) => table.update(update(role))));
    },

    async dropFromInbox(userId, threadId) {
      await table.update(dropUpdate(userId, threadId));
    },

    async listInbox(userId, options): Promise<InboxPage> {
      const page = await table.query(inboxQuery(userId, options));
      const rows = page.items.map((item) => {
        const row = inboxItem.parse(item);
        return { threadId: withoutPrefix(row.SK, 'thread'), activeStep: row.active_step };
      });
      return { rows, next: page.next === undefined ? null : (rows.at(-1) ?? null) };
    },
  };
}
