import * as z from 'zod';
import { roles } from '../../protocol/objects.ts';
import type { ThreadDraw } from '../chat/model/new-thread.ts';
import type { Store } from '../chat/ports/store.ts';
import { placeUpdate } from './inbox.ts';
import { schemaVersion } from './items/version.ts';
import { keys } from './keys.ts';
import type { TableClient } from './table-client.ts';
import { newThreadPut } from './thread-updates.ts';

const bucketItem = z.object({ full_at: z.number() });

/** Of two draws at once, one finds the bucket changed. A full bucket needs no row, so the row expires. */
function drawUpdate({ userId, knownFullAtMs, fullAtMs }: ThreadDraw) {
  return {
    Key: keys.threadBucket(userId),
    UpdateExpression: 'SET full_at = :full, #ttl = :ttl, v = :v',
    ConditionExpression: 'attribute_not_exists(full_at) OR full_at = :known',
    ExpressionAttributeNames: { '#ttl': 'ttl' },
    ExpressionAttributeValues: {
      ':full': fullAtMs,
      ':known': knownFullAtMs,
      ':ttl': Math.ceil(fullAtMs / 1000),
      ':v': schemaVersion,
    },
  };
}

type CreationStore = Pick<Store, 'readThreadBucket' | 'createThread'>;

/** New threads, and how many of them a user may create. */
export function creationStore(table: TableClient): CreationStore {
  return {
    async readThreadBucket(userId) {
      const item = await table.get({ Key: keys.threadBucket(userId), ConsistentRead: true });
      return item === undefined ? 0 : bucketItem.parse(item).full_at;
    },

    async createThread(thread, draw = null) {
      const places = roles.map((role) => placeUpdate(thread, role, thread.activeStep));
      const updates = draw === null ? places : [...places, drawUpdate(draw)];
      return (await table.putAll([newThreadPut(thread)], updates)) === null;
    },
  };
}
