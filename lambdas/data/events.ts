import * as z from 'zod';
import { limits } from '../../protocol/limits.ts';
import type { Store } from '../chat/ports/store.ts';
import { schemaVersion } from './items/version.ts';
import { keys } from './keys.ts';
import { appendPut } from './messages.ts';
import type { TableClient } from './table-client.ts';
import { activityUpdate, newThreadPut } from './thread-updates.ts';

const daySeconds = 24 * 60 * 60;

const eventItem = z.object({
  thread_id: z.string(),
  seq: z.number(),
  ttl: z.number(),
});

/**
 * Remembers a marketplace event for 30 days. DynamoDB deletes expired rows late, so the condition looks at the
 * time as well.
 */
function eventPut(eventId: string, threadId: string, seq: number, nowMs: number) {
  const nowSeconds = Math.floor(nowMs / 1000);
  return {
    Item: {
      ...keys.event(eventId),
      v: schemaVersion,
      thread_id: threadId,
      seq,
      ttl: nowSeconds + limits.eventMemoryDays * daySeconds,
    },
    ConditionExpression: 'attribute_not_exists(PK) OR #ttl <= :now',
    ExpressionAttributeNames: { '#ttl': 'ttl' },
    ExpressionAttributeValues: { ':now': nowSeconds },
  };
}

type EventStore = Pick<Store, 'appendEventMessage' | 'findEvent'>;

/** Which marketplace events have their message in a log. */
export function eventStore(table: TableClient): EventStore {
  return {
    async appendEventMessage(threadId, message, event, newThread) {
      const puts = [appendPut(threadId, message), eventPut(event.id, threadId, message.seq, event.nowMs)];
      const reasons = await table.putAll(
        newThread === null ? puts : [...puts, newThreadPut(newThread)],
        event.change === null ? [] : [activityUpdate(threadId, event.change)],
      );
      if (reasons === null) return 'done';
      return reasons[1]?.Code === 'ConditionalCheckFailed' ? 'event_known' : 'place_taken';
    },

    async findEvent(eventId, nowMs) {
      const item = await table.get({ Key: keys.event(eventId), ConsistentRead: true });
      if (item === undefined) return null;
      const { ttl, thread_id: threadId, seq } = eventItem.parse(item);
      return ttl * 1000 <= nowMs ? null : { threadId, seq };
    },
  };
}
