import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Recipient } from '../../lambdas/chat/model/types.ts';
import type { Sockets } from '../../lambdas/chat/ports/sockets.ts';
import { inInvocation, type Invocation } from '../../lambdas/platform/invocation.ts';
import { openManagementApi } from '../../lambdas/push/management-api.ts';
import { createRawSockets } from '../../lambdas/push/raw-sockets.ts';
import { createSockets } from '../../lambdas/push/sockets.ts';
import type { ServerFrame } from '../../protocol/events.ts';

type Answer = (response: ServerResponse) => void;

const answer =
  (status: number, type = ''): Answer =>
  (response) =>
    void response.writeHead(status, type === '' ? {} : { 'x-amzn-errortype': type }).end('{}');
const gone = answer(410, 'GoneException');

const requests: { method: string; connectionId: string; body: string }[] = [];
let answers: Record<string, Answer[]> = {};
let underWay = 0;
let mostUnderWay = 0;

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}

/** In place of the management API: each connection has its answers in turn, and then answers 200. */
const server = createServer((request, response) => {
  underWay += 1;
  mostUnderWay = Math.max(mostUnderWay, underWay);
  response.on('finish', () => (underWay -= 1));
  void bodyOf(request).then((body) => {
    const connectionId = decodeURIComponent(request.url?.split('/').at(-1) ?? '');
    requests.push({ method: request.method ?? '', connectionId, body });
    const next = answers[connectionId]?.shift() ?? answer(200);
    setImmediate(() => next(response));
  });
});

let sockets: Sockets;
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  sockets = createSockets(
    createRawSockets(openManagementApi(`http://127.0.0.1:${port}/ws`, { region: 'us-east-1', credentials })),
  );
});
afterAll(() => new Promise((resolve) => void server.close(resolve)));

beforeEach(() => {
  requests.length = 0;
  answers = {};
  mostUnderWay = 0;
  vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  return () => vi.restoreAllMocks();
});

const to = (connectionId: string): Recipient => ({
  connectionId,
  userId: 'alice',
  username: 'Alice',
  codec: 'chat.v1',
  expiresAtSeconds: 2e9,
  connectedAtMs: 0,
});
const frame: ServerFrame = { event: 'pong', data: { server_time: '2026-01-15T09:30:00.000Z' } };
const posted = () => requests.filter(({ method }) => method === 'POST').map(({ connectionId }) => connectionId);
const logged = () =>
  vi
    .mocked(process.stdout.write)
    .mock.calls.map(([line]) => String(line))
    .join('');

describe('posting a frame', () => {
  it('sends it to each connection as JSON', async () => {
    expect(await sockets.post([to('a='), to('b=')], frame)).toEqual([]);
    expect(posted().sort()).toEqual(['a=', 'b=']);
    expect(JSON.parse(requests[0]?.body ?? '')).toEqual(frame);
  });

  it('sends nothing if there is no recipient', async () => {
    expect(await sockets.post([], frame)).toEqual([]);
    expect(requests).toEqual([]);
  });

  it('returns the connections that have closed (410), and reaches the others', async () => {
    answers = { b: [gone] };
    expect(await sockets.post([to('a'), to('b'), to('c')], frame)).toEqual([to('b')]);
    expect(posted().sort()).toEqual(['a', 'b', 'c']);
  });

  it('does not retry a connection that has closed', async () => {
    answers = { a: [gone] };
    await sockets.post([to('a')], frame);
    expect(posted()).toEqual(['a']);
  });

  it('retries a throttled post (429)', async () => {
    answers = { a: [answer(429, 'LimitExceededException')] };
    expect(await sockets.post([to('a')], frame)).toEqual([]);
    expect(posted()).toEqual(['a', 'a']);
    expect(logged()).toBe('');
  });

  it.each([
    ['500', answer(500)],
    ['403', answer(403, 'ForbiddenException')],
    ['413', answer(413, 'PayloadTooLargeException')],
    ['a broken connection', (response: ServerResponse) => void response.destroy()],
  ])('logs %s with the connection, throws nothing and reaches the others', async (_, failure) => {
    answers = { a: [failure, failure, failure] };
    expect(await sockets.post([to('a'), to('b')], frame)).toEqual([]);
    expect(posted()).toContain('b');
    expect(logged()).toContain('"connection_id":"a"');
    expect(logged()).not.toContain(frame.event);
  });

  it('WS-2: closes a connection that a message cannot be pushed to, so that its client fetches what it has missed', async () => {
    answers = { a: [answer(500), answer(500), answer(500)] };
    expect(await sockets.post([to('a'), to('b')], { event: 'new_message', data: {} } as ServerFrame)).toEqual([]);
    expect(requests.filter(({ method }) => method === 'DELETE')).toEqual([
      { method: 'DELETE', connectionId: 'a', body: '' },
    ]);
  });

  it.each(['typing_start', 'typing_stop', 'user_joined', 'user_left'] as const)(
    'closes none over %s, which the next of its kind makes up for',
    async (event) => {
      answers = { a: [answer(500), answer(500), answer(500)] };
      await sockets.post([to('a')], { event, data: {} } as ServerFrame);
      expect(requests.filter(({ method }) => method === 'DELETE')).toEqual([]);
    },
  );

  it('has at most 20 posts under way, and reaches all recipients', async () => {
    const crowd = Array.from({ length: 90 }, (_, index) => to(`c-${index}`));
    await sockets.post(crowd, frame);
    expect(new Set(posted()).size).toBe(90);
    expect(mostUnderWay).toBeLessThanOrEqual(20);
    expect(mostUnderWay).toBeGreaterThan(1);
  });

  it('encodes it once, however many recipients there are', async () => {
    const toJSON = vi.fn(() => ({}));
    await sockets.post(
      Array.from({ length: 30 }, (_, index) => to(`c-${index}`)),
      { event: 'ok', data: { toJSON } as object } as ServerFrame,
    );
    expect(toJSON).toHaveBeenCalledTimes(1);
  });
});

describe('the metrics of pushes', () => {
  /** What is counted while frames are posted, and when the last post was accepted. */
  async function told(given: typeof answers): Promise<Invocation> {
    answers = given;
    const invocation: Invocation = {
      ids: { request_id: 'r-1' },
      requestedAtMs: 0,
      values: new Map(),
      lastPushAtMs: null,
    };
    await inInvocation(invocation, () => sockets.post([to('a')], frame));
    return invocation;
  }
  const throttled = answer(429, 'LimitExceededException');

  it.each<[string, Answer[], object]>([
    ['one that is taken', [], {}],
    ['one that is taken when it is repeated', [throttled], {}],
    ['one to a connection that is gone', [gone], { PushesGone: 1 }],
    ['one that is throttled to the end', [throttled, throttled, throttled], { PushesThrottled: 1 }],
    ['one that may not be', [answer(403, 'ForbiddenException')], { PushesFailed: 1 }],
    ['one that breaks to the end', [answer(500), answer(500), answer(500)], { PushesFailed: 1 }],
  ])('count %s', async (_, given, counts) => {
    const { values, lastPushAtMs } = await told({ a: given });
    expect(Object.fromEntries(values)).toEqual(counts);
    expect(lastPushAtMs === null).toBe(values.size > 0);
  });

  it('come with a log line that names the request which pushed', async () => {
    await told({ a: [answer(403, 'ForbiddenException')] });
    expect(JSON.parse(logged())).toMatchObject({ message: 'push failed', request_id: 'r-1', connection_id: 'a' });
  });
});

describe('closing a connection', () => {
  it('deletes it', async () => {
    await sockets.close(to('a='));
    expect(requests).toEqual([{ method: 'DELETE', connectionId: 'a=', body: '' }]);
  });

  it('that has closed already is no failure', async () => {
    answers = { a: [gone] };
    await sockets.close(to('a'));
    expect(logged()).toBe('');
  });

  it('that fails is logged, not thrown', async () => {
    answers = { a: [answer(500), answer(500), answer(500)] };
    await sockets.close(to('a'));
    expect(logged()).toContain('"connection_id":"a"');
  });
});
