import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import type { Store, UnreadRow } from '../chat/ports/store.ts';
import { schemaVersion } from './items/version.ts';
import { keys, partition, span, withoutPrefix } from './keys.ts';
import type { Page, TableClient } from './table-client.ts';

const unreadPageRows = 1_000;

const unreadItem = z.object({ SK: z.string(), seq: z.number(), version: z.string() });

/** Never for an older message: a call that was held up must not make the row look as it was before. */
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
  const { low, high } = span('unread');
  return {
    KeyConditionExpression: 'PK = :pk AND SK BETWEEN :low AND :high',
    ExpressionAttributeValues: { ':pk': partition.user(userId), ':low': low, ':high': high },
    Limit: unreadPageRows,
    ConsistentRead: true,
  };
}

function toUnreadRow(item: unknown): UnreadRow {
  const { SK, seq, version } = unreadItem.parse(item);
  return { threadId: withoutPrefix(SK, 'unread'), seq, version };
}

type UnreadStore = Pick<Store, 'putUnread' | 'listUnread' | 'dropUnread'>;

/** Which threads of a user may have unread messages. */
export function unreadStore(table: TableClient): UnreadStore {
  return {
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
