import { eachLimited } from '../../lambdas/async/each-limited.ts';
import { keys, partition } from '../../lambdas/data/keys.ts';
import type { Page } from '../../lambdas/data/table-client.ts';
import type { Receipt } from '../map/reading.ts';
import type { Target } from './target.ts';

const putsInFlight = 10;

/** Writes the receipts that the table does not have. */
export async function putMissingReceipts({ table, ctx }: Target, threadId: string, receipts: Receipt[]): Promise<void> {
  if (receipts.length === 0) return;
  const known = new Set<unknown>();
  let start: Page['next'];
  do {
    const page = await table.query({
      KeyConditionExpression: 'PK = :pk',
      ExpressionAttributeValues: { ':pk': partition.receipts(threadId) },
      ProjectionExpression: 'SK',
      ConsistentRead: true,
      ExclusiveStartKey: start,
    });
    for (const { SK } of page.items) known.add(SK);
    start = page.next;
  } while (start !== undefined);
  const missing = receipts.filter(({ role, seq }) => !known.has(keys.receipt(threadId, role, seq).SK));
  await eachLimited(missing, putsInFlight, ({ role, seq, atMs }) => ctx.store.putReceipt(threadId, role, seq, atMs));
}
