import { once } from 'node:events';
import { mkdtemp } from 'node:fs/promises';
import { get, request } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { json } from 'node:stream/consumers';
import { afterEach, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { demoUsers } from '../../local/dev/demo-users.ts';
import { startLocal, type Local, type LocalOptions } from '../../local/start.ts';

const running: Local[] = [];
afterEach(async () => {
  await Promise.all(running.splice(0).map((local) => local.close()));
});

async function start(options: LocalOptions = {}): Promise<Local> {
  const local = await startLocal(options);
  running.push(local);
  return local;
}

async function threadsOf(
  local: Local,
  sub: string,
  token?: string,
): Promise<{ id: string; last_seq: number; unread_count: number }[]> {
  const authorization = `Bearer ${token ?? (await local.issuer.sign({ sub }))}`;
  const response = await fetch(`${local.url}/api/chat/threads/`, { headers: { authorization } });
  expect(response.status).toBe(200);
  return ((await response.json()) as { results: [] }).results;
}

async function openSocket(local: Local, token: string): Promise<WebSocket> {
  const socket = new WebSocket(local.wsUrl, ['chat.v1', `jwt.${token}`], { rejectUnauthorized: false });
  await once(socket, 'open');
  return socket;
}

async function ask(socket: WebSocket, frame: object): Promise<{ event: string; data: Record<string, unknown> }> {
  socket.send(JSON.stringify(frame));
  const [data] = await once(socket, 'message');
  return JSON.parse(String(data));
}

test('several apps run at once, each with its own data; a token is valid at all of them', async () => {
  const [one, two] = await Promise.all([start({ demo: true }), start()]);
  expect(one.url).not.toBe(two.url);
  const token = await one.issuer.sign(demoUsers.client);
  expect(await threadsOf(one, 'alice', token)).toHaveLength(1);
  expect(await threadsOf(two, 'alice', token)).toHaveLength(0);
  for (const local of [one, two]) {
    const socket = await openSocket(local, token);
    expect(socket.protocol).toBe('chat.v1');
    expect(await ask(socket, { action: 'hello' })).toMatchObject({
      event: 'connection_confirmed',
      data: { user: { id: 'alice', username: 'Alice' } },
    });
  }
});

test('the demo users have a conversation, written once; the counts begin after it', async () => {
  const settings = { DATA_DIR: await mkdtemp(join(tmpdir(), 'chat-data-')) };
  const first = await start({ demo: true, settings });
  expect(first.stats.snapshot().dynamodb.calls).toBe(0);
  const [thread] = await threadsOf(first, demoUsers.freelancer.sub);
  expect(thread).toMatchObject({ last_seq: 4 });
  await running.pop()?.close();
  const second = await start({ demo: true, settings });
  expect(await threadsOf(second, demoUsers.freelancer.sub)).toEqual([thread]);
});

test('with https everything is served by TLS, the URLs of queues too, and the functions still reach sockets and keys', async () => {
  const local = await start({ https: true });
  expect(local.url).toMatch(/^https:/);
  expect(local.wsUrl).toMatch(/^wss:.*\/ws$/);
  const [page] = await once(get(local.url, { rejectUnauthorized: false }), 'response');
  expect(page.statusCode).toBe(200);
  page.resume();
  const [alice, bob] = await Promise.all(
    ['alice', 'bob'].map(async (sub) => openSocket(local, await local.issuer.sign({ sub }))),
  );
  if (alice === undefined || bob === undefined) throw new Error('no sockets');
  await ask(alice, { action: 'hello' });
  await ask(bob, { action: 'hello' });
  const pushed = once(bob, 'message');
  const payload = { event_id: 'e1', event: 'hire', client: { id: 'alice' }, freelancer: { id: 'bob' } };
  await local.functions.invoke('system-message', JSON.stringify(payload));
  expect(JSON.parse(String((await pushed)[0]))).toMatchObject({ event: 'thread_updated' });
  const headers = { 'X-Amz-Target': 'AmazonSQS.ListQueues' };
  const [response] = await once(
    request(local.url, { method: 'POST', headers, rejectUnauthorized: false }).end('{}'),
    'response',
  );
  const { QueueUrls } = (await json(response)) as { QueueUrls: string[] };
  expect(QueueUrls.map((url) => new URL(url).origin)).toEqual(QueueUrls.map(() => local.url));
});

test('an app that cannot start leaves no port behind', async () => {
  const local = await start();
  const port = Number(new URL(local.url).port);
  await running.pop()?.close();
  await expect(
    startLocal({ settings: { PORT: port, LOCAL_DYNAMODB_ENGINE: 'java', LOCAL_DYNAMODB_JAR: '/nowhere' } }),
  ).rejects.toThrow('LOCAL_DYNAMODB_JAR');
  await start({ settings: { PORT: port } });
});
