import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Store } from '../../lambdas/chat/ports/store.ts';
import { frameHandler, type FrameEvent } from '../../lambdas/gateway/frame-handler.ts';
import { ChatError } from '../../protocol/errors.ts';
import { actions } from '../../protocol/frames.ts';
import { frames } from '../../protocol/docs/examples.ts';
import { aStore, catchLog, frameEvent, nowMs, rules, someSockets } from './fixtures.ts';

beforeEach(() => void catchLog());
afterEach(() => vi.restoreAllMocks());

const nowSeconds = nowMs / 1000;

function run(event: FrameEvent, given: Partial<Store> = {}, verifyToken = vi.fn()) {
  const { sockets, post, close } = someSockets();
  const response = frameHandler({ store: aStore(given), sockets, rules, verifyToken })(event);
  const frame = response.then(({ body }) =>
    body === undefined ? undefined : (JSON.parse(body) as Record<string, unknown>),
  );
  return { response, frame, post, close };
}

const send = (value: unknown, given: Partial<Store> = {}) => run(frameEvent(JSON.stringify(value)), given).frame;

describe('WS-4: every frame is answered', () => {
  it("ping with pong and the server's time", async () => {
    expect(await send({ action: 'ping', request_id: 'r-1' })).toEqual({
      event: 'pong',
      request_id: 'r-1',
      data: { server_time: '2026-01-15T09:30:00.000Z' },
    });
  });

  it('WS-3: hello with connection_confirmed, without a read of the table', async () => {
    expect(await send({ action: 'hello' })).toEqual({
      event: 'connection_confirmed',
      data: { user: { id: 'alice', username: 'Alice' }, connection_id: 'c-1', server_time: '2026-01-15T09:30:00.000Z' },
    });
  });

  it.each([
    ['text that is not JSON', '{nonsense', 'frame'],
    ['an empty text', '', 'frame'],
    ['no body at all', undefined, 'frame'],
    ['an array', '[]', 'frame'],
    ['an unknown action', '{"action":"dance"}', 'action'],
    ['a wrong field', '{"action":"join_thread","thread_id":5}', 'thread_id'],
    ['deep nesting', '['.repeat(16_000) + ']'.repeat(16_000), 'frame'],
  ])('%s with bad_request, naming the field', async (_, body, field) => {
    const { frame, close } = run(frameEvent(body));
    expect(await frame).toMatchObject({ event: 'error', data: { code: 'bad_request', details: [{ field }] } });
    expect(close).not.toHaveBeenCalled();
  });

  it('WS-2: an error carries the request_id of its request', async () => {
    expect(await send({ action: 'dance', request_id: 'r-7' })).toMatchObject({ event: 'error', request_id: 'r-7' });
  });

  it.each(actions.filter((action) => action !== 'ping' && action !== 'hello'))(
    '%s with internal where the table fails: no stack, no inner word',
    async (action) => {
      const logged = catchLog();
      const { frame, close } = run(frameEvent(JSON.stringify({ ...frames[action], request_id: 'r-1' })));
      expect(await frame).toEqual({
        event: 'error',
        request_id: 'r-1',
        data: { code: 'internal', message: 'Internal error' },
      });
      expect(logged()).toContain('secret words of the table');
      expect(close).not.toHaveBeenCalled();
    },
  );

  it('WS-12: another type than text with forbidden, before anything is read', async () => {
    expect(await send({ action: 'send_message', thread_id: 't', content: 'x', type: 'system' })).toMatchObject({
      event: 'error',
      data: { code: 'forbidden', details: [{ field: 'type' }] },
    });
  });
});

describe("WS-6: after the token's exp", () => {
  const connection = {
    connectionId: 'c-1',
    userId: 'alice',
    username: 'Alice',
    codec: 'chat.v1',
    connectedAtMs: nowMs - 60_000,
    expiresAtSeconds: nowSeconds,
    threadIds: new Set<string>(),
  };
  const expired = (frame: unknown) => frameEvent(JSON.stringify(frame), nowSeconds);

  it.each([[{ action: 'ping', request_id: 'r-1' }], [{ action: 'hello', request_id: 'r-1' }], [{ request_id: 'r-1' }]])(
    '%j gets unauthorized, and the socket is closed',
    async (frame) => {
      const { response, post, close } = run(expired(frame), { findConnection: async () => connection });
      expect(await response).toEqual({ statusCode: 200 });
      expect(post.mock.calls[0]?.[1]).toMatchObject({
        event: 'error',
        request_id: 'r-1',
        data: { code: 'unauthorized' },
      });
      expect(post.mock.invocationCallOrder[0]).toBeLessThan(close.mock.invocationCallOrder[0] ?? 0);
      expect(close).toHaveBeenCalledWith(expect.objectContaining({ connectionId: 'c-1' }));
    },
  );

  it('a fresh token comes too late', async () => {
    const verify = vi.fn(async () => ({ userId: 'alice', username: 'Alice', expiresAtSeconds: nowSeconds + 600 }));
    const { close } = await closed(
      run(expired({ action: 'hello', token: 't' }), { findConnection: async () => connection }, verify),
    );
    expect(close).toHaveBeenCalledWith(expect.objectContaining({ connectionId: 'c-1' }));
    expect(verify).not.toHaveBeenCalled();
  });

  it('an unknown connection is closed', async () => {
    const { close } = await closed(run(expired({ action: 'ping' }), { findConnection: async () => null }));
    expect(close).toHaveBeenCalledWith(expect.objectContaining({ connectionId: 'c-1' }));
  });

  it('a renewed connection is served, under its current name', async () => {
    const renewed = { ...connection, username: 'Ann', expiresAtSeconds: nowSeconds + 600 };
    const { frame } = run(expired({ action: 'hello' }), { findConnection: async () => renewed });
    expect(await frame).toMatchObject({
      event: 'connection_confirmed',
      data: { user: { id: 'alice', username: 'Ann' } },
    });
  });

  async function closed(started: ReturnType<typeof run>) {
    await started.response;
    return started;
  }
});

describe('WS-6: hello with a token', () => {
  const hello = frameEvent(JSON.stringify({ action: 'hello', token: 't', request_id: 'r-1' }));
  const known = {
    connectionId: 'c-1',
    userId: 'alice',
    username: 'Alice',
    codec: 'chat.v1',
    connectedAtMs: nowMs,
    expiresAtSeconds: nowSeconds + 60,
    threadIds: new Set<string>(),
  };

  it('renews the connection in place', async () => {
    const renewConnection = vi.fn(async () => ({ userId: 'alice', connections: [known], unfinishedEnds: [] }));
    const verify = vi.fn(async () => ({ userId: 'alice', username: 'Alice', expiresAtSeconds: nowSeconds + 900 }));
    const { frame } = run(hello, { findConnection: async () => known, renewConnection }, verify);
    expect(await frame).toMatchObject({ event: 'connection_confirmed', request_id: 'r-1' });
    expect(verify).toHaveBeenCalledWith('t');
    expect(renewConnection).toHaveBeenCalledWith({ ...known, expiresAtSeconds: nowSeconds + 900 });
  });

  it('of another user is forbidden, and the socket stays open', async () => {
    const verify = vi.fn(async () => ({ userId: 'mallory', username: 'M', expiresAtSeconds: nowSeconds + 900 }));
    const { frame, close } = run(hello, {}, verify);
    expect(await frame).toMatchObject({ event: 'error', request_id: 'r-1', data: { code: 'forbidden' } });
    expect(close).not.toHaveBeenCalled();
  });

  it('that is bad is unauthorized, and the socket stays open', async () => {
    const verify = vi.fn(() => Promise.reject(new ChatError('unauthorized', 'token: is not valid')));
    const { frame, close } = run(hello, {}, verify);
    expect(await frame).toMatchObject({ event: 'error', request_id: 'r-1', data: { code: 'unauthorized' } });
    expect(close).not.toHaveBeenCalled();
  });
});
