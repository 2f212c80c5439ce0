import { describe, expect, it } from 'vitest';
import { createRestClient } from '@marketplace-chat/client';
import { ChatError } from '../../../protocol/errors.ts';
import { aMessage } from './objects.ts';
import { fakeFetch, type RestAnswer } from './script.ts';

function restWith(answer: RestAnswer | ((path: string, token: string) => RestAnswer)) {
  const calls: { method: string; path: string; body: unknown; headers: Record<string, string> }[] = [];
  const fetch = fakeFetch((method, path, { body, headers }) => {
    const sent = headers as Record<string, string>;
    calls.push({ method, path, body: body === undefined ? undefined : JSON.parse(body as string), headers: sent });
    return typeof answer === 'function' ? answer(path, sent.Authorization!) : answer;
  });
  const tokens: boolean[] = [];
  const rest = createRestClient({
    apiUrl: 'http://chat/api/chat/',
    fetch,
    token: async (refresh) => (tokens.push(refresh), refresh ? 'fresh' : 'token'),
    wait: async () => {},
  });
  return { rest, calls, tokens };
}

describe('a token whose `iat` is ahead of the server (WS-1)', () => {
  const youngFor = (calls: number, isAccepted: () => boolean) => {
    let refused = 0;
    const waitsMs: number[] = [];
    const refusal: RestAnswer = { status: 401, body: { message: 'Unauthorized' } };
    const rest = createRestClient({
      apiUrl: 'http://chat/api/chat',
      fetch: fakeFetch(() => ((refused += 1) <= calls ? refusal : { status: 200, body: {} })),
      token: async () => 'token',
      isAccepted,
      wait: async (ms) => void waitsMs.push(ms),
    });
    return { rest, waitsMs };
  };

  it('is used again until it is old enough, as long as the connection accepts it', async () => {
    const { rest, waitsMs } = youngFor(4, () => true);
    expect(await rest.unreadCount()).toMatchObject({ ok: true });
    expect(waitsMs).toEqual([1_000, 2_000, 4_000]);
  });

  it('ends no session that the connection still has', async () => {
    const { rest } = youngFor(Infinity, () => true);
    expect(await rest.unreadCount()).toMatchObject({ ok: false, error: { code: 'internal' } });
  });

  it('is refused at once without a connection', async () => {
    const { rest, waitsMs } = youngFor(Infinity, () => false);
    expect(await rest.unreadCount()).toMatchObject({ ok: false, error: { code: 'unauthorized' } });
    expect(waitsMs).toEqual([]);
  });
});

describe('the REST client', () => {
  it('calls every endpoint of the contract by its method and path', async () => {
    const { rest, calls } = restWith({ status: 200, body: {} });
    await rest.listThreads({ limit: 5, is_active: true });
    await rest.createThread({ client: { id: 'a' }, freelancer: { id: 'b' } });
    await rest.findThread({ client: 'a', freelancer: 'b&c' });
    await rest.getThread('t/1');
    await rest.setActive('t', false);
    await rest.setOwn('t', { pinned: true });
    await rest.deleteThread('t');
    await rest.listMessages('t', { after_seq: 0 });
    await rest.sendMessage('t', { content: 'x', client_message_id: 'i' });
    await rest.editMessage('t', 3, 'y');
    await rest.deleteMessage('t', 3);
    await rest.addReaction('t', 3, '#️⃣');
    await rest.removeReaction('t', 3, '#️⃣');
    await rest.listReads('t', 3);
    await rest.markRead('t');
    await rest.markRead('t', 4);
    await rest.unreadCount();
    await rest.block('b/1');
    await rest.unblock('b');
    await rest.listBlocks();
    expect(calls.map(({ method, path, body }) => [method, path, body])).toEqual([
      ['GET', '/threads/?limit=5&is_active=true', undefined],
      ['POST', '/threads/', { client: { id: 'a' }, freelancer: { id: 'b' } }],
      ['GET', '/threads/by-participants/?client=a&freelancer=b%26c', undefined],
      ['GET', '/threads/t%2F1/', undefined],
      ['PATCH', '/threads/t/', { is_active: false }],
      ['PATCH', '/threads/t/me/', { pinned: true }],
      ['DELETE', '/threads/t/', undefined],
      ['GET', '/threads/t/messages/?after_seq=0', undefined],
      ['POST', '/threads/t/messages/', { content: 'x', client_message_id: 'i' }],
      ['PATCH', '/threads/t/messages/3/', { content: 'y' }],
      ['DELETE', '/threads/t/messages/3/', undefined],
      ['PUT', '/threads/t/messages/3/reactions/%23%EF%B8%8F%E2%83%A3/', undefined],
      ['DELETE', '/threads/t/messages/3/reactions/%23%EF%B8%8F%E2%83%A3/', undefined],
      ['GET', '/threads/t/messages/3/reads/', undefined],
      ['POST', '/threads/t/mark-read/', {}],
      ['POST', '/threads/t/mark-read/', { up_to_seq: 4 }],
      ['GET', '/unread-count/', undefined],
      ['PUT', '/blocks/b%2F1/', undefined],
      ['DELETE', '/blocks/b/', undefined],
      ['GET', '/blocks/', undefined],
    ]);
    expect(calls[0]!.headers).toEqual({ Authorization: 'Bearer token' });
    expect(calls[1]!.headers['Content-Type']).toBe('application/json');
  });

  it('resolves with the value, and with undefined for 204', async () => {
    expect(await restWith({ status: 201, body: aMessage(1) }).rest.sendMessage('t', { content: 'x' })).toEqual({
      ok: true,
      value: aMessage(1),
    });
    expect(await restWith({ status: 204 }).rest.deleteThread('t')).toEqual({ ok: true, value: undefined });
  });

  it('resolves with the problem of the contract (RFC 9457)', async () => {
    const details = [{ field: 'content', message: 'must not be empty' }];
    const problem = {
      type: 'about:blank',
      title: 'Bad request',
      status: 400,
      detail: 'content: …',
      code: 'bad_request',
      details,
    };
    expect(await restWith({ status: 400, body: problem }).rest.sendMessage('t', { content: '' })).toEqual({
      ok: false,
      error: { code: 'bad_request', message: 'content: …', details },
    });
    const slow = { ...problem, code: 'rate_limited', details: undefined, retry_after_ms: 480 };
    expect(await restWith({ status: 429, body: slow }).rest.unreadCount()).toMatchObject({
      error: { code: 'rate_limited', retryAfterMs: 480 },
    });
    const seconds = { status: 429, body: { ...slow, retry_after_ms: undefined }, headers: { 'Retry-After': '2' } };
    expect(await restWith(seconds).rest.unreadCount()).toMatchObject({ error: { retryAfterMs: 2_000 } });
  });

  it.each([
    [401, 'unauthorized'],
    [403, 'forbidden'],
    [404, 'not_found'],
    [413, 'payload_too_large'],
    [429, 'rate_limited'],
    [400, 'bad_request'],
    [500, 'internal'],
    [503, 'internal'],
    [504, 'internal'],
  ])("takes the gateway's own %i as %s (WS-4)", async (status, code) => {
    expect(await restWith({ status, body: { message: 'from the gateway' } }).rest.unreadCount()).toEqual({
      ok: false,
      error: { code, message: 'from the gateway' },
    });
  });

  it('resolves with a failure if an error response is not JSON', async () => {
    expect(await restWith({ status: 502, body: '<html>' }).rest.unreadCount()).toMatchObject({
      ok: false,
      error: { code: 'internal' },
    });
    expect(await restWith({ status: 200, body: '<html>' }).rest.unreadCount()).toMatchObject({
      ok: false,
      error: { code: 'network' },
    });
  });

  it('retries once with a fresh token after a 401', async () => {
    const { rest, tokens } = restWith((_, token) =>
      token === 'Bearer fresh' ? { status: 200, body: {} } : { status: 401, body: {} },
    );
    expect((await rest.unreadCount()).ok).toBe(true);
    expect(tokens).toEqual([false, true]);
  });

  it('resolves with network if no answer arrives, and with the error of a token source', async () => {
    const dead = createRestClient({
      apiUrl: '/api/chat',
      token: async () => 't',
      fetch: () => Promise.reject(new TypeError('fetch failed')),
    });
    expect(await dead.unreadCount()).toEqual({ ok: false, error: { code: 'network', message: 'fetch failed' } });
    const signedOut = createRestClient({
      apiUrl: '/api/chat',
      token: () => Promise.reject(new ChatError('unauthorized', 'signed out')),
    });
    expect(await signedOut.unreadCount()).toEqual({
      ok: false,
      error: { code: 'unauthorized', message: 'signed out' },
    });
    const odd = createRestClient({ apiUrl: '/api/chat', token: () => Promise.reject('odd') });
    expect(await odd.unreadCount()).toEqual({ ok: false, error: { code: 'network', message: 'odd' } });
  });
});
