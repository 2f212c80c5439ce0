import {
  BatchWriteItemCommand,
  paginateScan,
  ScanCommand,
  type AttributeValue,
  type DynamoDBClient,
  type WriteRequest,
} from '@aws-sdk/client-dynamodb';
import { setTimeout } from 'node:timers/promises';

/** A row as DynamoDB writes it: `{"PK": {"S": "…"}, …}`. */
export type Row = Record<string, AttributeValue>;

/** What BatchWriteItem takes at once. (DynamoDB API Reference, BatchWriteItem.) */
const batchRows = 25;
const mostTries = 7;
const firstWaitMs = 50;

/** Why a copy could not be made or taken back; one line. */
class CopyError extends Error {
  override readonly name = 'CopyError';
}

/** Every row of the table, while the table is in use: what is written meanwhile may be in it or not. */
export async function* rowsOf(client: DynamoDBClient, table: string): AsyncGenerator<Row> {
  for await (const { Items = [] } of paginateScan({ client }, { TableName: table, ConsistentRead: true })) yield* Items;
}

/** What DynamoDB does not take at once is sent again, later each time. */
async function writeBatch(client: DynamoDBClient, table: string, rows: Row[]): Promise<void> {
  let requests: WriteRequest[] = rows.map((Item) => ({ PutRequest: { Item } }));
  for (let tries = 0; tries < mostTries; tries += 1) {
    const { UnprocessedItems } = await client.send(new BatchWriteItemCommand({ RequestItems: { [table]: requests } }));
    requests = UnprocessedItems?.[table] ?? [];
    if (requests.length === 0) return;
    await setTimeout(firstWaitMs * 2 ** tries);
  }
  throw new CopyError(`${table} does not take ${requests.length} rows: empty it and begin again`);
}

/**
 * Writes the rows into an empty table.
 * @returns how many there were
 * @throws CopyError where something is in the table already: it would be mixed with what comes
 */
export async function writeRows(client: DynamoDBClient, table: string, rows: AsyncIterable<Row>): Promise<number> {
  const { Count = 0 } = await client.send(new ScanCommand({ TableName: table, Limit: 1, ConsistentRead: true }));
  if (Count > 0) throw new CopyError(`${table} is not empty`);
  let written = 0;
  let batch: Row[] = [];
  const flush = async () => {
    if (batch.length > 0) await writeBatch(client, table, batch);
    written += batch.length;
    batch = [];
  };
  for await (const row of rows) {
    batch.push(row);
    if (batch.length === batchRows) await flush();
  }
  await flush();
  return written;
}
