import type { Store } from '../chat/ports/store.ts';
import { receiptItem, schemaVersion } from './items.ts';
import { keys, partition, sort } from './keys.ts';
import type { TableClient } from './table-client.ts';

type ReceiptStore = Pick<Store, 'putReceipt' | 'findReceipt'>;

/**
 * One row a `mark_as_read`: it stands for the stretch of messages from the row before it. Keyed by role, not by user id,
 * because a user id may contain any character, so a prefix of it would be ambiguous.
 */
export function receiptStore(table: TableClient): ReceiptStore {
  return {
    async putReceipt(threadId, role, seq, atMs) {
      await table.put({
        Item: { ...keys.receipt(threadId, role, seq), v: schemaVersion, at: atMs },
        ConditionExpression: 'attribute_not_exists(PK)',
      });
    },

    async findReceipt(threadId, role, seq) {
      const page = await table.query({
        KeyConditionExpression: 'PK = :pk AND SK BETWEEN :from AND :to',
        ExpressionAttributeValues: {
          ':pk': partition.receipts(threadId),
          ':from': sort.receipt(role, seq),
          ':to': sort.receipt(role, Number.MAX_SAFE_INTEGER),
        },
        Limit: 1,
        ConsistentRead: true,
      });
      return page.items[0] === undefined ? null : receiptItem.parse(page.items[0]).at;
    },
  };
}
