import { randomUUID } from 'node:crypto';
import type { InboxPage, InboxRow, Store, UnreadRow } from '../chat/ports/store.ts';
import { inboxItem, schemaVersion, unreadItem } from './items.ts';
import { keys, partition, prefixes, span } from './keys.ts';
import { tableSchema } from './table.ts';
import type { Page, TableClient } from './table-client.ts';

const unreadPageRows = 1_000;

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

/** Never for an older message: a writer that was held up must not make the row look as it was. */
function unreadUpdate(userId: string, threadId: string, seq: number) {
  return {
    Key: keys.unread(userId, threadId),
    UpdateExpression: 'SET #seq = :seq, #version = :version, v = :v',
    ConditionExpression: 'attribute_not_exists(#seq) OR #seq <= :seq',
    ExpressionAttributeNames: { '#seq': 'seq', '#version': 'version' },
    ExpressionAttributeValues: { ':seq': seq, ':version': randomUUID(), ':v': schemaVersion },
  };
}

function unreadQuery(userId: string) {
  const { low, high } = span(prefixes.unread);
  return {
    KeyConditionExpression: 'PK = :pk AND SK BETWEEN :low AND :high',
    ExpressionAttributeValues: { ':pk': partition.user(userId), ':low': low, ':high': high },
    Limit: unreadPageRows,
    ConsistentRead: true,
  };
}

function toUnreadRow(item: unknown): UnreadRow {
  const { SK, seq, version } = unreadItem.parse(item);
  return { threadId: SK.slice(prefixes.unread.length), seq, version };
}

type InboxStore = Pick<
  Store,
  'touchInboxes' | 'dropFromInbox' | 'listInbox' | 'putUnread' | 'listUnread' | 'dropUnread'
>;

/** Each user's threads by last activity, and which of them may have unread messages. */
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

    async putUnread(userId, threadId, seq) {
      await table.update(unreadUpdate(userId, threadId, seq));
    },

    async listUnread(userId) {
      const rows: UnreadRow[] = [];
      let start: Page['next'];
      do {
        const page = await table.query({ ...unreadQuery(userId), ExclusiveStartKey: start });
        rows.push(...page.items.map(toUnreadRow));
        start = page.next;
      } while (start !== undefined);
      return rows;
    },

    async dropUnread(userId, { threadId, version }) {
      await table.delete({
        Key: keys.unread(userId, threadId),
        ConditionExpression: '#version = :version',
        ExpressionAttributeNames: { '#version': 'version' },
        ExpressionAttributeValues: { ':version': version },
      });
    },
  };
}
