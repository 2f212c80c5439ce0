import { describe, expect, it } from 'vitest';
import { findRoute, inputOf } from '../../lambdas/gateway/http-event.ts';
import { endpoints, type EndpointName } from '../../protocol/rest.ts';
import { limits } from '../../protocol/limits.ts';
import { httpEvent, type HttpOptions } from './fixtures.ts';

const pathOf = (path: string) => path.replace('{id}', 't-1').replace('{seq}', '7');
const all = (Object.keys(endpoints) as EndpointName[]).map(
  (name) => [name, endpoints[name].method, pathOf(endpoints[name].path)] as const,
);

function input(method: string, path: string, options: HttpOptions = {}) {
  const event = httpEvent(method, path, options);
  return inputOf(event, findRoute(event)!);
}

describe('routes', () => {
  it.each(all)('%s: %s %s works with and without the trailing slash', (name, method, path) => {
    const bare = path.replace(/\/$/, '');
    expect(findRoute(httpEvent(method, bare))?.name).toBe(name);
    expect(findRoute(httpEvent(method, `${bare}/`))?.name).toBe(name);
  });

  it('have the ids of the path', () => {
    expect(findRoute(httpEvent('GET', '/threads/t-1/messages/7/reads/'))?.pathParameters).toEqual({
      id: 't-1',
      seq: '7',
    });
  });

  it.each([
    ['GET', ''],
    ['GET', '/'],
    ['GET', '/nothing/'],
    ['GET', '/threads//'],
    ['GET', '/threads/t-1/nothing/'],
    ['POST', '/threads/t-1/'],
    ['DELETE', '/threads/'],
    ['GET', '/threads/t-1/mark-read/'],
    ['HEAD', '/threads/'],
    ['get', '/threads/'],
    ['GET', '/threads/t-1//'],
    ['GET', '/openapiXjson'],
    ['GET', '/Threads/'],
  ])('%s %s is none', (method, path) => {
    expect(findRoute(httpEvent(method, path))).toBeNull();
  });

  it('are none outside the base', () => {
    for (const rawPath of ['/threads/', '/api/chatty/threads/', '/api/chat', '/x/api/chat/threads/']) {
      expect(findRoute({ ...httpEvent('GET', '/'), rawPath })).toBeNull();
    }
  });
});

describe('the input of an endpoint', () => {
  it('is the body, from text or base64', () => {
    const body = JSON.stringify({ content: 'Grüße', client_message_id: 'c-1' });
    const expected = { content: 'Grüße', client_message_id: 'c-1', type: 'text' };
    expect(input('POST', '/threads/t-1/messages/', { body }).body).toEqual(expected);
    const encoded = Buffer.from(body).toString('base64');
    expect(input('POST', '/threads/t-1/messages/', { body: encoded, isBase64Encoded: true }).body).toEqual(expected);
  });

  it('may be an empty body if every field is optional', () => {
    expect(input('POST', '/threads/t-1/mark-read/').body).toEqual({});
  });

  it('has numbers of the path and the query as numbers, defaults filled in', () => {
    expect(input('PATCH', '/threads/t-1/messages/7/', { body: '{"content":"x"}' }).params).toEqual({
      id: 't-1',
      seq: 7,
    });
    expect(input('GET', '/threads/t-1/messages/', { query: 'after_seq=3' }).query).toEqual({ limit: 50, after_seq: 3 });
    expect(input('GET', '/threads/', { query: 'is_active=false&limit=5' }).query).toEqual({
      limit: 5,
      is_active: false,
    });
  });

  it('decodes the query', () => {
    expect(input('GET', '/threads/by-participants/', { query: 'client=a%2Fb&freelancer=c+d' }).query).toEqual({
      client: 'a/b',
      freelancer: 'c d',
    });
  });

  it.each([
    ['GET', '/threads/', { query: 'limit=0' }, ['limit']],
    ['GET', '/threads/', { query: 'limit=101&is_active=yes' }, ['limit', 'is_active']],
    ['GET', '/threads/t/messages/', { query: 'before_seq=x' }, ['before_seq']],
    ['GET', '/threads/t/messages/', { query: 'before_seq=5&after_seq=2' }, ['before_seq']],
    ['GET', '/threads/by-participants/', { query: 'client=a' }, ['freelancer']],
    ['GET', '/threads/t/messages/x/reads/', {}, ['seq']],
    ['POST', '/threads/', { body: '{"client":{"id":"a"}}' }, ['freelancer']],
    [
      'POST',
      '/threads/',
      { body: '{"client":{},"freelancer":{"id":5},"job":{"id":""}}' },
      ['client.id', 'freelancer.id', 'job.id'],
    ],
    ['POST', '/threads/t/messages/', { body: '' }, ['content']],
    ['POST', '/threads/t/messages/', { body: '[]' }, ['body']],
    ['POST', '/threads/t/messages/', { body: 'null' }, ['body']],
    ['POST', '/threads/t/messages/', { body: '{nonsense' }, ['body']],
    ['PATCH', '/threads/t/', { body: '{"is_active":"true"}' }, ['is_active']],
    ['PUT', '/threads/t/', { body: '{}' }, ['is_active']],
    ['POST', '/threads/t/mark-read/', { body: '{"up_to_seq":-1}' }, ['up_to_seq']],
  ] as const)('%s %s %j is bad_request, naming the fields', (method, path, options, fields) => {
    const details = fields.map((field) => expect.objectContaining({ field }) as unknown);
    expect(() => input(method, path, options)).toThrow(expect.objectContaining({ code: 'bad_request', details }));
  });
});

describe('WS-12: a REST body', () => {
  const bodyOf = (bytes: number) =>
    JSON.stringify({ content: 'x', pad: '' }).replace('""', `"${'p'.repeat(bytes - 24)}"`);

  it('of 64 KB is accepted', () => {
    const body = bodyOf(limits.restBodyBytes);
    expect(Buffer.byteLength(body)).toBe(limits.restBodyBytes);
    expect(input('POST', '/threads/t/messages/', { body }).body).toMatchObject({ content: 'x' });
  });

  it('over 64 KB is payload_too_large, however it is encoded', () => {
    const body = bodyOf(limits.restBodyBytes + 1);
    const tooLarge = expect.objectContaining({ code: 'payload_too_large' }) as unknown;
    expect(() => input('POST', '/threads/t/messages/', { body })).toThrow(tooLarge as Error);
    const encoded = Buffer.from(body).toString('base64');
    expect(() => input('POST', '/threads/t/messages/', { body: encoded, isBase64Encoded: true })).toThrow(
      tooLarge as Error,
    );
  });

  it('is measured in bytes', () => {
    const body = JSON.stringify({ content: 'x', pad: '€'.repeat(22_000) });
    expect(() => input('POST', '/threads/t/messages/', { body })).toThrow(
      expect.objectContaining({ code: 'payload_too_large' }),
    );
  });
});
