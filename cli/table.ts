import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { createReadStream, createWriteStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { parseArgs } from 'node:util';
import { rowsOf, writeRows, type Row } from './table-copy.ts';

const usage =
  'usage: npm run --silent table -- export|import --table NAME --file ROWS.jsonl [--endpoint http://127.0.0.1:8000]';

/** One line for each row, in the format of DynamoDB's exports to S3: `{"Item": {…}}`. Counts the rows. */
async function* linesOf(rows: AsyncIterable<Row>, count: { rows: number }): AsyncGenerator<string> {
  for await (const Item of rows) {
    count.rows += 1;
    yield `${JSON.stringify({ Item })}\n`;
  }
}

async function* rowsIn(file: string): AsyncGenerator<Row> {
  for await (const line of createInterface({ input: createReadStream(file) })) {
    if (line !== '') yield (JSON.parse(line) as { Item: Row }).Item;
  }
}

async function exportTable(client: DynamoDBClient, table: string, file: string): Promise<number> {
  const count = { rows: 0 };
  // An existing file may be the only copy of something, so it is never overwritten.
  await pipeline(Readable.from(linesOf(rowsOf(client, table), count)), createWriteStream(file, { flags: 'wx' }));
  return count.rows;
}

async function main(): Promise<void> {
  const text = { type: 'string' } as const;
  const { values, positionals } = parseArgs({
    options: { table: text, file: text, endpoint: text },
    allowPositionals: true,
  });
  const { table, file, endpoint } = values;
  const verb = positionals.join(' ');
  if (table === undefined || file === undefined || !['export', 'import'].includes(verb)) throw new Error(usage);
  const client = new DynamoDBClient(endpoint === undefined ? {} : { endpoint });
  const rows =
    verb === 'export' ? await exportTable(client, table, file) : await writeRows(client, table, rowsIn(file));
  console.log(`${rows} rows`);
}

main().catch((error: Error) => {
  console.error(error.message.split('\n')[0]);
  process.exitCode = 1;
});
