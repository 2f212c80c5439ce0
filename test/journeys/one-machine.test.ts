import { once } from 'node:events';
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import {
  ApiGatewayManagementApiClient,
  DeleteConnectionCommand,
  GetConnectionCommand,
  PostToConnectionCommand,
} from '@aws-sdk/client-apigatewaymanagementapi';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { awsClient } from '../support/aws.ts';
import { readyUrl } from '../../measure/processes.ts';
import { startApp, type LocalApp } from '../support/local-app.ts';
import { Person } from '../support/people.ts';
import { TestSocket } from '../support/socket.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

let app: LocalApp;
beforeAll(async () => (app = await startApp()));
afterAll(() => app.stop());

/** Runs `npm …` in the project until it ends. Returns what it printed. */
async function npm(...args: string[]): Promise<string> {
  const child = spawn('npm', args, { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] });
  let out = '';
  child.stdout.on('data', (chunk: Buffer) => (out += String(chunk)));
  expect(await once(child, 'close')).toEqual([0, null]);
  return out;
}

/** `npm start` in a process group of its own, as a terminal starts it. */
async function npmStart() {
  const env = { ...process.env, PORT: '0' };
  const child = spawn('npm', ['start'], { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
  let log = '';
  child.stderr.on('data', (chunk: Buffer) => (log += String(chunk)));
  return { child, url: await readyUrl(child, () => log) };
}

describe('everything on one port', () => {
  test('DEV-1: npm start prints ready with its address; Ctrl-C ends it cleanly', async () => {
    const { child, url } = await npmStart();
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect((await fetch(url)).status).toBe(200);
    const ended = once(child, 'exit');
    // A terminal sends the signal to the whole process group.
    process.kill(-child.pid!, 'SIGINT');
    await ended;
    await expect(fetch(url)).rejects.toThrow();
  });

  test.each(['SIGTERM', 'SIGINT'] as const)('DEV-1: %s sent only to npm ends the app too', async (signal) => {
    const { child, url } = await npmStart();
    child.kill(signal);
    await once(child, 'close');
    await expect(fetch(url)).rejects.toThrow();
  });

  test('DEV-1: the page is at /', async () => {
    const { status, headers, body } = await app.call('GET', '/');
    expect([status, headers.get('content-type')]).toEqual([200, expect.stringContaining('text/html')]);
    expect(body).toContain('<title>');
  });

  test('DEV-1: two demo users have a conversation and can go on with it: hello, join, send, typing, reading', async () => {
    const users = await Promise.all(['alice', 'bob'].map((sub) => app.token(sub)));
    const [forAlice, forBob] = await Promise.all(
      users.map(async (token) => (await app.rest(token, 'GET', '/threads/')).body.results[0]),
    );
    expect(forAlice).toMatchObject({
      id: forBob.id,
      client: { id: 'alice' },
      freelancer: { id: 'bob' },
      job: { title: expect.any(String) },
    });
    const thread_id = forAlice.id;
    const { results } = (await app.rest(users[0]!, 'GET', `/threads/${thread_id}/messages/`)).body;
    expect(new Set(results.map((message: { sender: { id: string } }) => message.sender.id))).toEqual(
      new Set(['alice', 'bob']),
    );

    const [alice, bob] = [await TestSocket.open(app.wsUrl, users[0]!), await TestSocket.open(app.wsUrl, users[1]!)];
    await alice.request('join_thread', { thread_id });
    await bob.request('join_thread', { thread_id });
    await alice.request('typing_start', { thread_id });
    await bob.event('typing_start');
    const sent = await alice.request('send_message', { thread_id, content: 'Shall we?' });
    expect((await bob.event('new_message')).data).toEqual(sent.data);
    const read = await bob.request('mark_as_read', { thread_id });
    expect((await alice.event('messages_read')).data).toEqual(read.data);
    expect((await app.rest(users[1]!, 'GET', '/unread-count/')).body.unread_count).toBe(0);
    await Promise.all([alice.close(), bob.close()]);
  });

  test('REST-1: OPTIONS is answered by the gateway: it needs no token, so it calls no function', async () => {
    const preflight = { origin: 'https://example.org', 'access-control-request-method': 'GET' };
    const { lambda } = await app.stats(async () => {
      for (const headers of [{}, preflight])
        expect((await app.call('OPTIONS', '/api/chat/threads/', undefined, headers)).status).not.toBe(500);
    });
    expect(lambda.by_function.http?.invocations ?? 0).toBe(0);
  });

  test('DEV-2: without DATA_DIR each start is fresh', async () => {
    const token = await app.token('alice');
    await app.rest(token, 'POST', '/threads/', { client: { id: 'alice' }, freelancer: { id: 'somebody-new' } });
    const other = await startApp();
    const count = async (one: LocalApp) => (await one.rest(token, 'GET', '/threads/')).body.results.length;
    expect([await count(app), await count(other)]).toEqual([2, 1]);
    expect(await other.stop()).toBe(0);
  });
});

describe('tokens', () => {
  test('DEV-5: npm run --silent token -- --sub alice prints a token that a running app accepts', async () => {
    const out = await npm('run', '--silent', 'token', '--', '--sub', 'alice');
    expect(out).toMatch(/^\S+\n$/);
    const token = out.trim();
    expect((await app.rest(token, 'GET', '/threads/')).status).toBe(200);
    const socket = await TestSocket.open(app.wsUrl, token);
    expect((await socket.request('hello')).data.user.id).toBe('alice');
    await socket.close();
  });
});

describe('AWS’s APIs', () => {
  test('DEV-4: the AWS SDK reaches the management API at /@connections/{id}', async () => {
    const client = new ApiGatewayManagementApiClient(awsClient(app));
    const socket = await (await Person.create(app, 'Alice')).connect();
    const ConnectionId = (await socket.request('hello')).data.connection_id;
    await client.send(
      new PostToConnectionCommand({
        ConnectionId,
        Data: JSON.stringify({ event: 'pong', data: { server_time: 'now' } }),
      }),
    );
    expect((await socket.event('pong')).data).toEqual({ server_time: 'now' });
    const seen = await client.send(new GetConnectionCommand({ ConnectionId }));
    expect(seen.ConnectedAt).toBeInstanceOf(Date);
    expect(seen.Identity?.SourceIp).toBe('127.0.0.1');
    await client.send(new DeleteConnectionCommand({ ConnectionId }));
    await socket.untilClosed();
    await expect(client.send(new PostToConnectionCommand({ ConnectionId, Data: '{}' }))).rejects.toMatchObject({
      name: 'GoneException',
      $metadata: { httpStatusCode: 410 },
    });
  });

  test("DEV-4: the AWS SDK reaches Lambda's Invoke API, with a function called system-message", async () => {
    const client = new LambdaClient(awsClient(app));
    const event = { event_id: 'one-machine', event: 'hire', client: { id: 'alice' }, freelancer: { id: 'bob' } };
    const Payload = JSON.stringify(event);
    const answer = await client.send(new InvokeCommand({ FunctionName: 'system-message', Payload }));
    expect([answer.StatusCode, answer.FunctionError]).toEqual([200, undefined]);
    expect(JSON.parse(answer.Payload!.transformToString())).toMatchObject({
      duplicate: false,
      message: { type: 'system' },
    });
    const refused = await client.send(new InvokeCommand({ FunctionName: 'system-message', Payload: '{}' }));
    expect([refused.StatusCode, refused.FunctionError]).toEqual([200, 'Unhandled']);
    await expect(client.send(new InvokeCommand({ FunctionName: 'nothing', Payload }))).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    });
  });
});
