import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, onTestFinished, expect, test } from 'vitest';
import { ChangeCapture, type RowChange } from '../../dynamodb/change-capture.ts';
import { createTables } from '../../dynamodb/create-tables.ts';
import { EngineClient } from '../../dynamodb/engine-client.ts';
import { startEngine } from '../../dynamodb/engine.ts';
import type { Item, ItemRequest } from '../../dynamodb/operations.ts';
import type { TableModel } from '../../dynamodb/model.ts';
import { readSettings } from '../../runtime/settings.ts';
import { CapturedStream } from '../../dynamodb/captured-stream.ts';
import { StreamJournal } from '../../dynamodb/stream-journal.ts';

const table: TableModel = {
  logicalId: 'Table',
  name: 'shop',
  arn: 'arn:aws:dynamodb:us-east-1:000000000000:table/shop',
  partitionKey: 'PK',
  sortKey: 'SK',
  attributeTypes: { PK: 'S', SK: 'S' },
  indexes: [],
  ttlAttribute: null,
  stream: true,
};
const key = (id: string): Item => ({ PK: { S: id }, SK: { S: 'META' } });
const row = (id: string, count: number): Item => ({ ...key(id), count: { N: String(count) } });

/** An engine whose answers can be lost, and the changes that the capture in front of it has reported. */
async function start() {
  const engine = await startEngine(readSettings({}));
  const client = new EngineClient(engine.endpoint);
  await createTables(client, [table], engine);
  const link = { lost: false };
  const breakable = {
    call: (operation: string, input: unknown) =>
      link.lost ? Promise.reject(new Error('ECONNRESET')) : client.call(operation, input),
    send: async (operation: string, body: Buffer) => {
      const answer = await client.send(operation, body);
      if (link.lost) throw new Error('ECONNRESET');
      return answer;
    },
  } as EngineClient;
  const capture = new ChangeCapture(breakable);
  const told: RowChange[] = [];
  capture.listen(table, { changed: (change) => void told.push(change) });
  onTestFinished(async () => {
    capture.close();
    await client.close();
    await engine.close();
  });
  const send = async (operation: string, request: ItemRequest & Record<string, unknown>) => {
    const { status, body } = await capture.send(operation, request);
    return { status, answer: JSON.parse(body.toString()) as Record<string, unknown> };
  };
  const images = () => told.splice(0).map(({ before, after }) => [before, after]);
  return { send, images, link, client };
}

test('GW-90: each change of a row is reported with the row before and after it', async () => {
  const { send, images } = await start();
  await send('PutItem', { TableName: 'shop', Item: row('a', 1) });
  await send('PutItem', { TableName: 'shop', Item: row('a', 2) });
  const add = {
    UpdateExpression: 'ADD #c :one',
    ExpressionAttributeNames: { '#c': 'count' },
    ExpressionAttributeValues: { ':one': { N: '1' } },
  };
  await send('UpdateItem', { TableName: 'shop', Key: key('a'), ...add });
  await send('UpdateItem', { TableName: 'shop', Key: key('b'), ...add });
  await send('DeleteItem', { TableName: 'shop', Key: key('a') });
  expect(images()).toEqual([
    [null, row('a', 1)],
    [row('a', 1), row('a', 2)],
    [row('a', 2), row('a', 3)],
    [null, row('b', 1)],
    [row('a', 3), null],
  ]);
});

test('a write that changes nothing, or is refused, reports nothing', async () => {
  const { send, images } = await start();
  await send('PutItem', { TableName: 'shop', Item: row('a', 1) });
  images();
  await send('PutItem', { TableName: 'shop', Item: row('a', 1) });
  await send('DeleteItem', { TableName: 'shop', Key: key('nothing') });
  expect(
    await send('PutItem', { TableName: 'shop', Item: row('a', 2), ConditionExpression: 'attribute_not_exists(PK)' }),
  ).toMatchObject({ status: 400 });
  expect(await send('PutItem', { TableName: 'shop', Item: {} })).toMatchObject({ status: 400 });
  expect(images()).toEqual([]);
});

test('the caller gets the answer that it asked for, and nothing else', async () => {
  const { send } = await start();
  const put = { TableName: 'shop', Item: row('a', 1) };
  expect((await send('PutItem', put)).answer).toEqual({});
  expect((await send('PutItem', { ...put, ReturnValues: 'ALL_OLD' })).answer).toEqual({ Attributes: row('a', 1) });
  const update = {
    TableName: 'shop',
    Key: key('a'),
    UpdateExpression: 'SET x = :x',
    ExpressionAttributeValues: { ':x': { S: 'y' } },
  };
  expect((await send('UpdateItem', { ...update, ReturnValues: 'UPDATED_NEW' })).answer).toEqual({
    Attributes: { x: { S: 'y' } },
  });
  expect((await send('UpdateItem', update)).answer).toEqual({});
});

test('the rows of a transaction and of a batch are reported one by one', async () => {
  const { send, images } = await start();
  await send('PutItem', { TableName: 'shop', Item: row('a', 1) });
  images();
  const TransactItems: Record<string, ItemRequest>[] = [
    { Put: { TableName: 'shop', Item: row('b', 1) } },
    { Delete: { TableName: 'shop', Key: key('a') } },
  ];
  await send('TransactWriteItems', { TransactItems });
  await send('BatchWriteItem', {
    RequestItems: { shop: [{ PutRequest: { Item: row('c', 1) } }, { DeleteRequest: { Key: key('b') } }] },
  });
  expect(images()).toEqual([
    [null, row('b', 1)],
    [row('a', 1), null],
    [null, row('c', 1)],
    [row('b', 1), null],
  ]);
});

test('concurrent writes of one row are reported in the order in which they were made', async () => {
  const { send, images, client } = await start();
  await Promise.all(
    Array.from({ length: 50 }, (_, count) => send('PutItem', { TableName: 'shop', Item: row('a', count) })),
  );
  const changes = images();
  changes.slice(1).forEach(([before], index) => expect(before).toEqual(changes[index]![1]));
  expect(await client.call('GetItem', { TableName: 'shop', Key: key('a') })).toEqual({ Item: changes.at(-1)![1] });
});

test('a write whose answer was lost is reported when the engine answers again', async () => {
  const { send, images, link } = await start();
  link.lost = true;
  await expect(send('PutItem', { TableName: 'shop', Item: row('a', 1) })).rejects.toThrow('ECONNRESET');
  await expect(send('PutItem', { TableName: 'shop', Item: row('b', 1) })).rejects.toThrow('ECONNRESET');
  link.lost = false;
  await send('PutItem', { TableName: 'shop', Item: row('a', 2) });
  const seen: unknown[] = [];
  await expect.poll(() => seen.push(...images()), { timeout: 10_000 }).toBe(3);
  expect(seen).toContainEqual([null, row('b', 1)]);
  expect(seen.filter((change) => JSON.stringify(change).includes('"a"'))).toEqual([
    [null, row('a', 1)],
    [row('a', 1), row('a', 2)],
  ]);
});

test('a captured stream returns each record once, in order, in the form of DynamoDB’s (API_streams_Record)', async () => {
  const stream = new CapturedStream('arn:stream', { journal: null, read: async () => null });
  stream.changed({ key: key('a'), before: null, after: row('a', 1) });
  stream.changed({ key: key('a'), before: row('a', 1), after: row('a', 2) });
  stream.changed({ key: key('a'), before: row('a', 2), after: null });
  const [first] = await stream.read(2);
  expect(first!.records).toMatchObject([
    {
      eventName: 'INSERT',
      eventSource: 'aws:dynamodb',
      eventSourceARN: 'arn:stream',
      dynamodb: { Keys: key('a'), NewImage: row('a', 1), StreamViewType: 'NEW_AND_OLD_IMAGES' },
    },
    { eventName: 'MODIFY', dynamodb: { OldImage: row('a', 1), NewImage: row('a', 2) } },
  ]);
  expect(first!.records[0]!.dynamodb).not.toHaveProperty('OldImage');
  const [second] = await stream.read(2);
  expect(second!.records).toMatchObject([{ eventName: 'REMOVE', dynamodb: { OldImage: row('a', 2) } }]);
  expect(await stream.read(2)).toEqual([]);
  const numbers = [...first!.records, ...second!.records].map(({ dynamodb }) => dynamodb.SequenceNumber);
  expect(numbers).toEqual([...numbers].sort());
});

describe('a captured stream with a journal', () => {
  const kept = (file: string, now: Record<string, Item> = {}) =>
    new CapturedStream('arn:stream', {
      journal: new StreamJournal(file),
      read: async ({ PK }) => now[String(PK!.S)] ?? null,
    });
  const imagesOf = async (stream: CapturedStream) => {
    await stream.start();
    const [shard] = await stream.read(10);
    return (shard?.records ?? []).map(({ eventName, dynamodb }) => [eventName, dynamodb.NewImage]);
  };
  const aFile = () => {
    const folder = mkdtempSync(join(tmpdir(), 'stream-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    return join(folder, 'stream.jsonl');
  };

  test('GW-102: hands out after a restart what was not done, in order, and goes on counting', async () => {
    const file = aFile();
    const stream = kept(file);
    for (const id of ['a', 'b', 'c']) stream.changed({ key: key(id), before: null, after: row(id, 1) });
    const [shard] = await stream.read(10);
    stream.done('shard', shard!.records[0]!.dynamodb.SequenceNumber);
    const next = kept(file);
    expect(await imagesOf(next)).toEqual([
      ['INSERT', row('b', 1)],
      ['INSERT', row('c', 1)],
    ]);
    next.changed({ key: key('d'), before: null, after: row('d', 1) });
    const [more] = await next.read(10);
    expect(Number(more!.records[0]!.dynamodb.SequenceNumber)).toBe(4);
    next.done('shard', more!.records[0]!.dynamodb.SequenceNumber);
    expect(await imagesOf(kept(file))).toEqual([]);
  });

  test('GW-102: hands out the row of a write that a killed app had begun, if there is one', async () => {
    const file = aFile();
    const stream = kept(file);
    for (const id of ['done', 'refused', 'made', 'not made']) stream.begin(key(id));
    stream.changed({ key: key('done'), before: null, after: row('done', 1) });
    stream.unchanged(key('refused'));
    expect(await imagesOf(kept(file, { made: row('made', 2), refused: row('refused', 2) }))).toEqual([
      ['INSERT', row('done', 1)],
      ['INSERT', row('made', 2)],
    ]);
  });

  test('empties a large journal once everything is done, but for writes that have begun', async () => {
    const file = aFile();
    const stream = kept(file);
    const large = { ...row('a', 1), text: { S: 'x'.repeat(300_000) } };
    stream.begin(key('b'));
    stream.changed({ key: key('a'), before: null, after: large });
    stream.done('shard', '1'.padStart(21, '0'));
    expect(statSync(file).size).toBeGreaterThan(300_000);
    stream.unchanged(key('b'));
    stream.done('shard', '1'.padStart(21, '0'));
    expect(statSync(file).size).toBeLessThan(100);
    expect(await imagesOf(kept(file))).toEqual([]);
  });
});
