import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Store } from '../../lambdas/chat/ports/store.ts';
import { chatAnswers } from '../../lambdas/gateway/chat-answers.ts';
import { httpHandler } from '../../lambdas/gateway/http-handler.ts';
import { problem } from '../../protocol/results.ts';
import { aMessage, aSnapshot, aThread } from '../chat/fixtures.ts';
import { aStore, catchLog, httpEvent, nowMs, rules, someSockets, verifyAlice, type HttpOptions } from './fixtures.ts';

beforeEach(() => void catchLog());
afterEach(() => vi.restoreAllMocks());

function call(method: string, path: string, options: HttpOptions = {}, given: Partial<Store> = {}, limited = rules) {
  const { sockets } = someSockets();
  const handler = httpHandler(
    { store: aStore(given), sockets, rules: limited, verifyToken: verifyAlice },
    { answers: chatAnswers, documents: { openapi: { openapi: '3.1.0' } } },
  );
  return handler(httpEvent(method, path, options));
}

const bodyOf = (response: { body?: string }) => JSON.parse(response.body ?? '') as Record<string, unknown>;

describe('a response over HTTP', () => {
  const thread = aThread();
  const readThread: Store['readThread'] = async () => aSnapshot([], thread);

  it('is JSON that is not cached', async () => {
    const response = await call('GET', '/threads/thread-1/', {}, { readThread });
    expect(response).toMatchObject({
      statusCode: 200,
      headers: { 'content-type': 'application/json', 'cache-control': 'no-store' },
    });
    expect(bodyOf(response)).toMatchObject({ id: 'thread-1' });
  });

  it('needs no token for the OpenAPI document', async () => {
    const response = await call('GET', '/openapi.json', { authorization: null });
    expect([response.statusCode, bodyOf(response)]).toEqual([200, { openapi: '3.1.0' }]);
  });
});

describe('an error over HTTP', () => {
  it('is problem+json with the code (RFC 9457)', async () => {
    const response = await call('GET', '/nothing/');
    expect(response.headers['content-type']).toBe('application/problem+json');
    expect(bodyOf(response)).toEqual({
      type: 'about:blank',
      title: 'Not found',
      status: 404,
      code: 'not_found',
      detail: expect.any(String) as string,
    });
    expect(problem.safeParse(bodyOf(response)).success).toBe(true);
  });

  it('is 400 with the fields', async () => {
    const response = await call('GET', '/threads/', { query: 'limit=0' });
    expect(response.statusCode).toBe(400);
    expect(bodyOf(response)).toMatchObject({ code: 'bad_request', details: [{ field: 'limit' }] });
  });

  it.each([null, '', 'Bearer', 'Bearer  ', 'alice', 'Basic alice', 'Bearer alice alice', 'Bearer bob'])(
    '401 if the Authorization header is %j, with a challenge (RFC 6750)',
    async (authorization) => {
      const response = await call('GET', '/threads/', { authorization });
      expect([response.statusCode, bodyOf(response).code]).toEqual([401, 'unauthorized']);
      expect(response.headers).toMatchObject({
        'content-type': 'application/problem+json',
        'www-authenticate': 'Bearer',
      });
    },
  );

  it('the scheme of the Authorization header is case-insensitive', async () => {
    const response = await call('GET', '/threads/', { authorization: 'bearer alice', query: 'limit=0' });
    expect(response.statusCode).toBe(400);
  });

  it('is 403 for a thread between others', async () => {
    const response = await call('POST', '/threads/', { body: '{"client":{"id":"x"},"freelancer":{"id":"y"}}' });
    expect([response.statusCode, bodyOf(response).code]).toEqual([403, 'forbidden']);
  });

  it('WS-5: is 404 for a thread of others, as for one that does not exist', async () => {
    const strange = aThread({ client: { id: 'x', username: 'x' } });
    const response = await call('GET', '/threads/t/', {}, { readThread: async () => aSnapshot([], strange) });
    const none = await call(
      'GET',
      '/threads/t/',
      {},
      { readThread: async () => ({ thread: null, messages: [], members: [] }) },
    );
    expect(response).toEqual(none);
    expect(response.statusCode).toBe(404);
  });

  it('WS-16: is 409 for an inactive thread', async () => {
    const inactive = aSnapshot([], aThread({ isActive: false }));
    const response = await call(
      'POST',
      '/threads/thread-1/messages/',
      { body: '{"content":"Hi"}' },
      { readThread: async () => inactive },
    );
    expect([response.statusCode, bodyOf(response).code]).toEqual([409, 'thread_inactive']);
  });

  it('WS-10: is 409 for an after_seq too far back', async () => {
    const long = aSnapshot([aMessage({ seq: 1_001 })]);
    const response = await call(
      'POST',
      '/threads/thread-1/messages/',
      { body: '{"content":"Hi","after_seq":0}' },
      { readThread: async () => long },
    );
    expect([response.statusCode, bodyOf(response).code]).toEqual([409, 'conflict']);
  });

  it('is 413 for a body over 64 KB', async () => {
    const response = await call('POST', '/threads/', { body: 'x'.repeat(70_000) });
    expect([response.statusCode, bodyOf(response).code]).toEqual([413, 'payload_too_large']);
  });

  it('WS-14: is 429 with Retry-After in whole seconds', async () => {
    const limit = { burst: 1, perMs: 2_500 };
    const full = aSnapshot([aMessage({ sentAtMs: nowMs, bucketFullAtMs: { client: nowMs + 2_500, freelancer: 0 } })]);
    const response = await call(
      'POST',
      '/threads/thread-1/messages/',
      { body: '{"content":"Hi"}' },
      { readThread: async () => full },
      { ...rules, rateLimit: limit },
    );
    expect(response).toMatchObject({ statusCode: 429, headers: { 'retry-after': '3' } });
    expect(bodyOf(response)).toMatchObject({ code: 'rate_limited', retry_after_ms: 2_500 });
  });

  it('REST-1: is 404 for an endpoint that the function does not answer', async () => {
    const { sockets } = someSockets();
    const parts = { store: aStore({}), sockets, rules, verifyToken: verifyAlice };
    const response = await httpHandler(parts, { answers: {} })(httpEvent('GET', '/threads/'));
    expect([response.statusCode, bodyOf(response).code]).toEqual([404, 'not_found']);
  });

  it('is 500 without a stack or an internal text if the table fails', async () => {
    const logged = catchLog();
    const response = await call('GET', '/threads/');
    expect(response.statusCode).toBe(500);
    expect(bodyOf(response)).toEqual({
      type: 'about:blank',
      title: 'Internal error',
      status: 500,
      detail: 'Internal error',
      code: 'internal',
    });
    expect(logged()).toContain('secret words of the table');
  });
});
