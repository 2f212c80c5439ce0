import type { Role } from '../../protocol/objects.ts';
import type { LogMessage } from '../chat/model/types.ts';
import type { Appended, Store } from '../chat/ports/store.ts';
import { limits } from '../../protocol/limits.ts';
import { eventItem, fromMessage, schemaVersion, toMessage } from './items.ts';
import { keys, partition, sort } from './keys.ts';
import type { Page, TableClient } from './table-client.ts';
import { newThreadPut } from './threads.ts';

const daySeconds = 24 * 60 * 60;

/** The commit of a message: its place in the log was free. A failed condition gives the message that has taken it. */
function appendPut(threadId: string, message: LogMessage) {
  return {
    Item: { ...keys.message(threadId, message.seq), ...fromMessage(message) },
    ConditionExpression: 'attribute_not_exists(PK)',
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD' as const,
  };
}

/** An event of the marketplace is remembered for 30 days; TTL deletes it late, so the condition looks at the time as well. */
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

function rangeQuery(threadId: string, from: number, to: number) {
  return {
    KeyConditionExpression: 'PK = :pk AND SK BETWEEN :from AND :to',
    ExpressionAttributeValues: {
      ':pk': partition.thread(threadId),
      ':from': sort.message(from),
      ':to': sort.message(to),
    } as Record<string, unknown>,
    ConsistentRead: true,
  };
}

function repeatQuery(threadId: string, clientMessageId: string, author: Role, range: { from: number; to: number }) {
  const query = rangeQuery(threadId, range.from, range.to);
  return {
    ...query,
    ScanIndexForward: false,
    Limit: limits.repeatReach,
    FilterExpression: 'cmid = :cmid AND #by = :by',
    ExpressionAttributeNames: { '#by': 'by' },
    ExpressionAttributeValues: { ...query.ExpressionAttributeValues, ':cmid': clientMessageId, ':by': author },
  };
}

/** Only the revision that was read is replaced: of two edits at once one looks again. */
function replacePut(threadId: string, message: LogMessage) {
  return {
    Item: { ...keys.message(threadId, message.seq), ...fromMessage(message) },
    ConditionExpression: 'rev = :rev',
    ExpressionAttributeValues: { ':rev': message.revision - 1 },
  };
}

type MessageStore = Pick<
  Store,
  | 'appendMessage'
  | 'appendEventMessage'
  | 'findEvent'
  | 'markEventTold'
  | 'getMessage'
  | 'listMessages'
  | 'findRepeat'
  | 'replaceMessage'
>;

/** The log of each thread, and which events of the marketplace are in it. */
export function messageStore(table: TableClient): MessageStore {
  return {
    async appendMessage(threadId, message): Promise<Appended> {
      const written = await table.put(appendPut(threadId, message));
      if (written.held) return { done: true };
      const taken = written.item === undefined ? null : toMessage(written.item);
      // The SDK repeats a put whose answer was lost; the one that stands in its way is then itself.
      return taken?.id === message.id ? { done: true } : { done: false, taken };
    },

    async appendEventMessage(threadId, message, event, newThread) {
      const puts = [appendPut(threadId, message), eventPut(event.id, threadId, message.seq, event.nowMs)];
      const reasons = await table.putAll(newThread === null ? puts : [...puts, newThreadPut(newThread)]);
      if (reasons === null) return 'done';
      return reasons[1]?.Code === 'ConditionalCheckFailed' ? 'event_known' : 'place_taken';
    },

    async findEvent(eventId, nowMs) {
      const item = await table.get({ Key: keys.event(eventId), ConsistentRead: true });
      if (item === undefined) return null;
      const event = eventItem.parse(item);
      return event.ttl * 1000 <= nowMs
        ? null
        : { threadId: event.thread_id, seq: event.seq, isTold: event.told ?? false };
    },

    async markEventTold(eventId) {
      await table.update({
        Key: keys.event(eventId),
        UpdateExpression: 'SET told = :true',
        ConditionExpression: 'attribute_exists(PK)',
        ExpressionAttributeValues: { ':true': true },
      });
    },

    async getMessage(threadId, seq, consistent) {
      const item = await table.get({ Key: keys.message(threadId, seq), ConsistentRead: consistent });
      return item === undefined ? null : toMessage(item);
    },

    async listMessages(threadId, { from, to, limit, end }) {
      const messages: LogMessage[] = [];
      let start: Page['next'];
      do {
        const query = {
          ...rangeQuery(threadId, from, to),
          ScanIndexForward: end === 'low',
          Limit: limit - messages.length,
        };
        const page = await table.query({ ...query, ExclusiveStartKey: start });
        messages.push(...page.items.map(toMessage));
        start = messages.length < limit ? page.next : undefined;
      } while (start !== undefined);
      return end === 'low' ? messages : messages.reverse();
    },

    async findRepeat(threadId, clientMessageId, author, range) {
      let start: Page['next'];
      do {
        const page = await table.query({
          ...repeatQuery(threadId, clientMessageId, author, range),
          ExclusiveStartKey: start,
        });
        if (page.items[0] !== undefined) return toMessage(page.items[0]);
        start = page.next;
      } while (start !== undefined);
      return null;
    },

    async replaceMessage(threadId, message) {
      const written = await table.put(replacePut(threadId, message));
      return written.held;
    },
  };
}
