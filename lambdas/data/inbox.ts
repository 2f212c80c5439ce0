import type { InboxPage, InboxRow, Store, UnreadMemory } from '../chat/ports.ts';
import { inboxItem, schemaVersion, unreadItem } from './items.ts';
import { keys, partition, prefixes } from './keys.ts';
import { tableSchema } from './table.ts';
import type { TableClient } from './table-client.ts';

/** The step is the index's sort key: writing it costs a row and two index entries, so it is coarse, and never goes back. */
function stepUpdate(userId: string, threadId: string, step: number) {
  return {
    Key: keys.inbox(userId, threadId),
    UpdateExpression: 'SET active_step = :step, v = :v',
    ConditionExpression: 'attribute_not_exists(active_step) OR active_step < :step',
    ExpressionAttributeValues: { ':step': step, ':v': schemaVersion },
  };
}

function startKey(userId: string, row: InboxRow) {
  return { ...keys.inbox(userId, row.threadId), active_step: row.activeStep };
}

function inboxQuery(userId: string, { limit, fromStep, after, untilStep = 0 }: Parameters<Store['listInbox']>[1]) {
  return {
    IndexName: tableSchema.inboxIndex.name,
    KeyConditionExpression: 'PK = :pk AND active_step BETWEEN :until AND :from',
    ExpressionAttributeValues: {
      ':pk': partition.user(userId),
      ':until': untilStep,
      ':from': fromStep ?? Number.MAX_SAFE_INTEGER,
    },
    ScanIndexForward: false,
    Limit: limit,
    ...(after ? { ExclusiveStartKey: startKey(userId, after) } : {}),
  };
}

function memoryPut(userId: string, memory: UnreadMemory) {
  const unchanged = memory.version === 0 ? 'attribute_not_exists(PK)' : 'version = :version';
  return {
    Item: {
      ...keys.unread(userId),
      v: schemaVersion,
      threads: memory.threadIds.length === 0 ? undefined : new Set(memory.threadIds),
      since_step: memory.sinceStep ?? undefined,
      version: memory.version + 1,
    },
    ConditionExpression: unchanged,
    ...(memory.version === 0 ? {} : { ExpressionAttributeValues: { ':version': memory.version } }),
  };
}

type InboxStore = Pick<
  Store,
  'touchInboxes' | 'dropFromInbox' | 'listInbox' | 'getUnreadMemory' | 'putUnreadMemory' | 'addToUnreadMemory'
>;

/** Each user's threads by last activity, and what is remembered of their unread ones. */
export function inboxStore(table: TableClient): InboxStore {
  return {
    async touchInboxes(thread, step) {
      const users = [thread.client.id, thread.freelancer.id];
      await Promise.all(users.map((userId) => table.update(stepUpdate(userId, thread.id, step))));
    },

    async dropFromInbox(userId, threadId) {
      await table.delete({ Key: keys.inbox(userId, threadId) });
    },

    async listInbox(userId, options): Promise<InboxPage> {
      const page = await table.query(inboxQuery(userId, options));
      const rows = page.items.map((item) => {
        const row = inboxItem.parse(item);
        return { threadId: row.SK.slice(prefixes.thread.length), activeStep: row.active_step };
      });
      return { rows, next: page.next === undefined ? null : (rows.at(-1) ?? null) };
    },

    async getUnreadMemory(userId) {
      const item = await table.get({ Key: keys.unread(userId) });
      if (item === undefined) return null;
      const row = unreadItem.parse(item);
      return { threadIds: [...(row.threads ?? [])], sinceStep: row.since_step ?? null, version: row.version };
    },

    async putUnreadMemory(userId, memory) {
      await table.put(memoryPut(userId, memory));
    },

    async addToUnreadMemory(userIds, threadId) {
      const update = (userId: string) =>
        table.update({
          Key: keys.unread(userId),
          UpdateExpression: 'ADD threads :thread, version :one',
          ExpressionAttributeValues: { ':thread': new Set([threadId]), ':one': 1 },
        });
      await Promise.all(userIds.map(update));
    },
  };
}
