import { BatchWriteItemCommand, DeleteItemCommand, DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { rowsOf, writeRows, type Row } from '../../cli/table-copy.ts';
import { readSettings, startEngine, type Engine } from 'cdk-app-emulator';
import { tableSchema } from '../../lambdas/data/table.ts';
import { runNode } from '../../measure/processes.ts';
import { noLimits } from '../../measure/no-limits.ts';
import { startApp } from '../support/local-app.ts';
import { newTalk } from '../support/people.ts';

// DynamoDB Local keeps a database for each key and region, and the app calls with these.
const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
const region = 'us-east-1';

let engine: Engine;
let client: DynamoDBClient;
let folder: string;
beforeAll(async () => {
  engine = await startEngine(readSettings({}));
  client = new DynamoDBClient({ endpoint: engine.endpoint, region, credentials });
  folder = await mkdtemp(join(tmpdir(), 'chat-backup-'));
});
afterAll(async () => {
  await engine.close();
  await rm(folder, { recursive: true });
});

function table(...args: string[]) {
  const environment = {
    AWS_REGION: region,
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
  };
  return runNode('cli/table.ts', [...args, '--endpoint', engine.endpoint], environment);
}

/** @returns how many rows there were */
async function wipe(name: string): Promise<number> {
  const { partitionKey, sortKey } = tableSchema;
  let count = 0;
  for await (const row of rowsOf(client, name)) {
    await client.send(
      new DeleteItemCommand({ TableName: name, Key: { [partitionKey]: row[partitionKey]!, [sortKey]: row[sortKey]! } }),
    );
    count += 1;
  }
  return count;
}

test('export, wipe, import: every thread, message and count is what it was', async () => {
  const before = await startApp({ DYNAMODB_ENDPOINT: engine.endpoint, ...noLimits });
  const { alice, bob, threadId } = await newTalk(before);
  for (let count = 1; count <= 30; count += 1)
    await alice.rest('POST', `/threads/${threadId}/messages/`, { content: `message ${count}` });
  await bob.rest('POST', `/threads/${threadId}/mark-read/`, { up_to_seq: 10 });
  const paths = ['/threads/', `/threads/${threadId}/messages/`, '/unread-count/'];
  const seen = await Promise.all(paths.map((path) => bob.get(path)));
  await before.stop();

  const name = (await client.send(new ListTablesCommand({}))).TableNames![0]!;
  const args = ['--table', name, '--file', join(folder, 'rows.jsonl')];
  const exported = await table('export', ...args);
  expect(exported).toMatchObject({ code: 0, stdout: expect.stringMatching(/^\d+ rows\n$/) });
  expect(await table('export', ...args)).toMatchObject({ code: 1, stderr: expect.stringContaining('EEXIST') });
  expect(await table('import', ...args)).toMatchObject({ code: 1, stderr: `${name} is not empty\n` });
  expect(exported.stdout).toBe(`${await wipe(name)} rows\n`);
  expect(await table('import', ...args)).toMatchObject({ code: 0, stdout: exported.stdout });

  const after = await startApp({ DYNAMODB_ENDPOINT: engine.endpoint });
  const again = await Promise.all(paths.map(async (path) => (await after.rest(bob.token, 'GET', path)).body));
  await after.stop();
  expect(again).toEqual(seen);
});

test('an unknown command prints the usage', async () => {
  expect(await table('wipe')).toMatchObject({ code: 1, stderr: expect.stringMatching(/^usage: /) });
});

/** A table that leaves rows of a batch unprocessed, `refusals` times. */
function slowTable(refusals: number): DynamoDBClient {
  let left = refusals;
  const send = async (command: unknown) => {
    if (!(command instanceof BatchWriteItemCommand)) return { Count: 0 };
    left -= 1;
    return left < 0 ? {} : { UnprocessedItems: command.input.RequestItems };
  };
  return { send } as unknown as DynamoDBClient;
}

async function* rows(count: number): AsyncGenerator<Row> {
  for (let number = 0; number < count; number += 1) yield { PK: { S: String(number) } };
}

test('rows that a table leaves unprocessed are retried, up to a limit', async () => {
  expect(await writeRows(slowTable(2), 'busy', rows(30))).toBe(30);
  await expect(writeRows(slowTable(Infinity), 'busy', rows(3))).rejects.toThrow('busy did not accept 3 rows');
});
