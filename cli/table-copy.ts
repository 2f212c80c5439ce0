import {
  BatchWriteItemCommand,
  paginateScan,
  ScanCommand,
  type AttributeValue,
  type DynamoDBClient,
  type WriteRequest,
} from '@aws-sdk/client-dynamodb';
import { setTimeout } from 'node:timers/promises';

/** A row in DynamoDB's JSON: `{"PK": {"S": "…"}, …}`. */
export type Row = Record<string, AttributeValue>;

/** Maximum rows of one BatchWriteItem. (DynamoDB API Reference, BatchWriteItem.) */
const batchRows = 25;
/** Maximum attempts before a batch fails. */
const attemptsMax = 7;
const firstWaitMs = 50;

/** A table could not be exported or imported. The message is one line. */
class CopyError extends Error {
  override readonly name = 'CopyError';
}

/** Every row of the table. The table may be in use: rows that are written meanwhile may be missing. */
export async function* rowsOf(client: DynamoDBClient, table: string): AsyncGenerator<Row> {
  for await (const { Items = [] } of paginateScan({ client }, { TableName: table, ConsistentRead: true })) yield* Items;
}

/** Retries the rows that DynamoDB leaves unprocessed, with a longer pause each time. */
async function writeBatch(client: DynamoDBClient, table: string, rows: Row[]): Promise<void> {
  let requests: WriteRequest[] = rows.map((Item) => ({ PutRequest: { Item } }));
  for (let attempt = 0; attempt < attemptsMax; attempt += 1) {
    const { UnprocessedItems } = await client.send(new BatchWriteItemCommand({ RequestItems: { [table]: requests } }));
    requests = UnprocessedItems?.[table] ?? [];
    if (requests.length === 0) return;
    await setTimeout(firstWaitMs * 2 ** attempt);
  }
  throw new CopyError(`${table} did not accept ${requests.length} rows: empty the table and start again`);
}

/**
 * Writes the rows into an empty table.
 *
 * @returns the number of rows
 * @throws CopyError if the table is not empty, because its rows would be mixed with the imported ones
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
