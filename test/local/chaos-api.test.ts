import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startLocal, type Local } from '../../local/start.ts';

let local: Local;
let dataDir: string;
beforeAll(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'chat-data-'));
  local = await startLocal({ settings: { DATA_DIR: dataDir } });
});
afterAll(async () => {
  await local.close();
  rmSync(dataDir, { recursive: true });
});

async function call(method: string, path: string, body?: unknown, app = local): Promise<[status: number, body: any]> {
  const response = await fetch(app.url + path, {
    method,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return [response.status, await response.json()];
}

async function threadIds(): Promise<string[]> {
  const authorization = `Bearer ${await local.issuer.sign({ sub: 'alice' })}`;
  const response = await fetch(`${local.url}/api/chat/threads/`, { headers: { authorization } });
  expect(response.status).toBe(200);
  return ((await response.json()) as { results: { id: string }[] }).results.map(({ id }) => id);
}

const hire = (eventId: string) => ({
  event_id: eventId,
  event: 'hire',
  client: { id: 'alice' },
  freelancer: { id: `bob-${eventId}` },
});

test('POST /dev/faults changes faults while the app runs: all that it names, or none', async () => {
  const [, before] = await call('GET', '/dev/faults');
  expect(before).toMatchObject({ LOCAL_DYNAMODB_500: 0, LOCAL_MANAGEMENT_410: 0 });
  const refused = await call('POST', '/dev/faults', { LOCAL_DYNAMODB_500: 1, LOCAL_MANAGEMENT_429: 'often' });
  expect(refused).toEqual([400, { message: expect.stringMatching(/^LOCAL_MANAGEMENT_429 is "often"/) }]);
  expect(await call('POST', '/dev/faults', { PORT: 1 })).toEqual([
    400,
    { message: expect.stringMatching(/^PORT is no fault; there are LOCAL_/) },
  ]);
  expect(await call('POST', '/dev/faults', [])).toMatchObject([400, {}]);
  expect(await call('GET', '/dev/faults')).toEqual([200, before]);
  expect(await call('POST', '/dev/faults', { LOCAL_DYNAMODB_500: 1 })).toMatchObject([200, { LOCAL_DYNAMODB_500: 1 }]);
  expect(await local.functions.invoke('system-message', JSON.stringify(hire('failing')))).toMatchObject({
    failed: true,
  });
  expect(await call('GET', '/dev/faults/counts')).toEqual([200, { LOCAL_DYNAMODB_500: expect.any(Number) }]);
  await call('POST', '/dev/faults', { LOCAL_DYNAMODB_500: '0' });
  expect(await local.functions.invoke('system-message', JSON.stringify(hire('working')))).toMatchObject({
    failed: false,
  });
});

test('POST /dev/crashes ends one invocation; its report lists the calls that it had made', async () => {
  const [status, { id }] = await call('POST', '/dev/crashes', {
    function: 'system-message',
    match: 'to-die',
    after_calls: 1,
  });
  expect(status).toBe(201);
  expect(await call('GET', `/dev/crashes/${id}`)).toEqual([200, { state: 'waiting', calls: [] }]);
  expect(await local.functions.invoke('system-message', JSON.stringify(hire('to-die')))).toMatchObject({
    failed: true,
  });
  expect(await call('GET', `/dev/crashes/${id}`)).toEqual([
    200,
    { state: 'died', calls: ['DynamoDB_20120810.GetItem'] },
  ]);
  expect(await call('POST', '/dev/crashes', { function: 'nobody', after_calls: 0 })).toEqual([
    400,
    { message: 'function: there is no nobody' },
  ]);
  expect(await call('POST', '/dev/crashes', { function: 'frame' })).toMatchObject([
    400,
    { message: expect.stringContaining('after_calls') },
  ]);
  expect((await call('GET', '/dev/crashes/none'))[0]).toBe(404);
});

test('POST /dev/engine/restart kills the engine and starts it on the data that it kept', async () => {
  await local.functions.invoke('system-message', JSON.stringify(hire('before')));
  const before = await threadIds();
  expect(await call('POST', '/dev/engine/restart')).toEqual([200, {}]);
  expect(await threadIds()).toEqual(before);
  expect(await local.functions.invoke('system-message', JSON.stringify(hire('after')))).toMatchObject({
    failed: false,
  });
  expect(await threadIds()).toHaveLength(before.length + 1);
});

test('an engine that keeps no data is not restarted', async () => {
  const inMemory = await startLocal();
  try {
    expect(await call('POST', '/dev/engine/restart', undefined, inMemory)).toEqual([
      400,
      { message: expect.stringContaining('start with DATA_DIR') },
    ]);
  } finally {
    await inMemory.close();
  }
});
