import * as z from 'zod';
import type { Role } from '../../protocol/objects.ts';
import type { Store } from '../chat/ports/store.ts';
import { schemaVersion } from './items/version.ts';
import { keys, partition, sort } from './keys.ts';
import type { TableClient } from './table-client.ts';

const receiptItem = z.object({ at: z.number() });

/** The first receipt for a place stays. */
export function receiptPut(threadId: string, role: Role, seq: number, atMs: number) {
  return {
    Item: { ...keys.receipt(threadId, role, seq), v: schemaVersion, at: atMs },
    ConditionExpression: 'attribute_not_exists(PK)',
  };
}

type ReceiptStore = Pick<Store, 'putReceipt' | 'findReceipt'>;

/**
 * One row for each `mark_as_read`: it covers the messages since the row before it. Keyed by
 * role and not by user id, which may contain any character, so that one user's keys could begin
 * with another's. (docs/decisions/004-receipts-by-role.md)
 */
export function receiptStore(table: TableClient): ReceiptStore {
  return {
    async putReceipt(threadId, role, seq, atMs) {
      await table.put(receiptPut(threadId, role, seq, atMs));
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
