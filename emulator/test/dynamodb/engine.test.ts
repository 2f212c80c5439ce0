import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join, resolve } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { createTables } from '../../dynamodb/create-tables.ts';
import { EngineClient } from '../../dynamodb/engine-client.ts';
import { EngineError, startEngine, type Engine } from '../../dynamodb/engine.ts';
import type { TableModel } from '../../dynamodb/model.ts';
import { readSettings } from '../../runtime/settings.ts';
import { temporaryFolder } from '../support/fixture-app.ts';

const table: TableModel = {
  logicalId: 'Table',
  name: 'shop',
  arn: 'arn',
  partitionKey: 'PK',
  sortKey: 'SK',
  attributeTypes: { PK: 'S', SK: 'S', step: 'N' },
  indexes: [{ name: 'inbox', partitionKey: 'PK', sortKey: 'step', projection: { ProjectionType: 'KEYS_ONLY' } }],
  ttlAttribute: 'ttl',
  stream: true,
};
const Item = { PK: { S: 'T#1' }, SK: { S: 'META' } };

async function start(environment: Record<string, string>): Promise<{ engine: Engine; client: EngineClient }> {
  const engine = await startEngine(readSettings(environment));
  const client = new EngineClient(engine.endpoint);
  onTestFinished(async () => (await client.close(), engine.close()));
  return { engine, client };
}

test('the embedded engine runs in memory, with table, index, stream and TTL as in the template', async () => {
  const { engine, client } = await start({});
  expect(engine.description).toBe('DynamoDB: embedded engine, in memory');
  await createTables(client, [table], { streams: true });
  const described = await client.call<{ Table: object }>('DescribeTable', { TableName: 'shop' });
  expect(described.Table).toMatchObject({
    KeySchema: [
      { AttributeName: 'PK', KeyType: 'HASH' },
      { AttributeName: 'SK', KeyType: 'RANGE' },
    ],
    GlobalSecondaryIndexes: [{ IndexName: 'inbox', Projection: { ProjectionType: 'KEYS_ONLY' } }],
    StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_AND_OLD_IMAGES' },
  });
  expect(await client.call('DescribeTimeToLive', { TableName: 'shop' })).toMatchObject({
    TimeToLiveDescription: { AttributeName: 'ttl', TimeToLiveStatus: 'ENABLED' },
  });
});

test('DATA_DIR keeps the data between runs', async () => {
  const DATA_DIR = join(temporaryFolder(), 'data');
  const first = await start({ DATA_DIR });
  await createTables(first.client, [table], { streams: true });
  await first.client.call('PutItem', { TableName: 'shop', Item });
  await first.engine.close();
  const second = await start({ DATA_DIR });
  await createTables(second.client, [table], { streams: true });
  expect(await second.client.call('GetItem', { TableName: 'shop', Key: Item })).toEqual({ Item });
});

test('a second engine on the same DATA_DIR sees the same data, so that an engine left running does no harm', async () => {
  const DATA_DIR = temporaryFolder();
  const [first, second] = [await start({ DATA_DIR }), await start({ DATA_DIR })];
  await createTables(first.client, [table], { streams: true });
  await createTables(second.client, [table], { streams: true });
  await first.client.call('PutItem', { TableName: 'shop', Item });
  expect(await second.client.call('GetItem', { TableName: 'shop', Key: Item, ConsistentRead: true })).toEqual({ Item });
});

test('an existing table without its index is refused in one line', async () => {
  const { client } = await start({});
  await createTables(client, [{ ...table, indexes: [], attributeTypes: { PK: 'S', SK: 'S' } }], { streams: true });
  await expect(createTables(client, [table], { streams: true })).rejects.toThrow(
    new EngineError('table shop is there, but without its index inbox: start with another DATA_DIR or database'),
  );
});

test('the engine ends when the process that started it is killed', async () => {
  const script = join(temporaryFolder(), 'start.mts');
  const root = resolve(import.meta.dirname, '../../..');
  writeFileSync(
    script,
    `import { startEngine } from ${JSON.stringify(join(root, 'emulator/dynamodb/engine.ts'))};
     import { readSettings } from ${JSON.stringify(join(root, 'emulator/runtime/settings.ts'))};
     console.log((await startEngine(readSettings({}))).endpoint);
     setInterval(() => {}, 1000);`,
  );
  const parent = spawn(process.execPath, ['--import', 'tsx', script], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const endpoint = await new Promise<string>((printed) =>
    parent.stdout.setEncoding('utf8').once('data', (line: string) => printed(line.trim())),
  );
  expect(await answers(endpoint)).toBe(true);
  parent.kill('SIGKILL');
  for (let polls = 0; polls < 200 && (await answers(endpoint)); polls += 1) await setTimeout(50);
  expect(await answers(endpoint)).toBe(false);
});

test('the engine ends when it is closed, even if a client has not finished its request', async () => {
  const { engine } = await start({});
  const socket = connect(Number(new URL(engine.endpoint).port), '127.0.0.1').on('error', () => undefined);
  onTestFinished(() => void socket.destroy());
  await once(socket, 'connect');
  socket.write('POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\n');
  await engine.close();
  expect(await answers(engine.endpoint)).toBe(false);
});

const answers = (endpoint: string): Promise<boolean> =>
  fetch(endpoint, { method: 'POST' }).then(
    () => true,
    () => false,
  );

test('DYNAMODB_ENDPOINT is used as it is', async () => {
  const { engine } = await start({});
  const outside = await start({ DYNAMODB_ENDPOINT: engine.endpoint });
  expect(outside.engine.description).toBe(`DynamoDB: the one at ${engine.endpoint}`);
  expect(await outside.client.call('ListTables', {})).toEqual({ TableNames: [] });
});

test('an engine that cannot be started fails with one line and the reason', async () => {
  const jar = join(temporaryFolder(), 'DynamoDBLocal.jar');
  const settings = readSettings({ LOCAL_DYNAMODB_ENGINE: 'java', LOCAL_DYNAMODB_JAR: jar });
  await expect(startEngine(settings)).rejects.toThrow(new EngineError(`LOCAL_DYNAMODB_JAR: ${jar} does not exist`));
  writeFileSync(jar, 'no jar');
  const broken = /^DynamoDB: AWS's DynamoDB Local, in memory: it ended at once: [^\n]+$/;
  await expect(startEngine(settings)).rejects.toThrow(broken);
});

test('an engine that cannot use its DATA_DIR fails with one line', async () => {
  const DATA_DIR = temporaryFolder();
  writeFileSync(join(DATA_DIR, 'dynamodb.sqlite'), 'this is no database, whatever its name says');
  await expect(startEngine(readSettings({ DATA_DIR }))).rejects.toThrow(
    /^DynamoDB: embedded engine, data in [^\n]+: it ended at once: [^\n]+$/,
  );
  expect(existsSync(DATA_DIR) && readFileSync(join(DATA_DIR, 'dynamodb.sqlite'), 'utf8')).toContain('no database');
});

test.each(['/proc/nope', '/etc/passwd'])(
  'a DATA_DIR that cannot be created (%s) is named in one line',
  async (folder) => {
    await expect(start({ DATA_DIR: folder })).rejects.toThrow(/^DATA_DIR: \S+ cannot be made: E[A-Z]+$/);
  },
);
