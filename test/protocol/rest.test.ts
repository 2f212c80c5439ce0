import { describe, expect, test } from 'vitest';
import { parse } from '../../protocol/parse.ts';
import type { Endpoint } from '../../protocol/endpoint.ts';
import { endpoints } from '../../protocol/rest.ts';

describe('endpoints', () => {
  test('have different methods or paths', () => {
    const routes = Object.values(endpoints).map(({ method, path }) => `${method} ${path}`);
    expect(new Set(routes).size).toBe(routes.length);
  });

  test.each(Object.entries(endpoints) as [string, Endpoint][])(
    '%s: the parameters are those of its path',
    (_name, endpoint) => {
      const inPath = [...endpoint.path.matchAll(/\{(\w+)\}/g)].map((match) => match[1]);
      expect(Object.keys(endpoint.params?.shape ?? {})).toEqual(inPath);
    },
  );

  test('with a body can be refused as too large', () => {
    for (const endpoint of Object.values(endpoints) as Endpoint[]) {
      expect(endpoint.errors.includes('payload_too_large')).toBe(endpoint.body !== undefined);
    }
  });
});

describe('GET /threads/', () => {
  const { query } = endpoints.listThreads;

  test('has a limit of 50 and no filter by default', () => expect(parse(query, {})).toEqual({ limit: 50 }));

  test('reads numbers, true and false', () => {
    expect(parse(query, { limit: '100', cursor: 'abc', is_active: 'false' })).toEqual({
      limit: 100,
      cursor: 'abc',
      is_active: false,
    });
    expect(parse(query, { is_active: 'true' })).toMatchObject({ is_active: true });
  });

  test.each(['0', '101', '-1', '1.0', '1e1', '', ' 5', '+5', '0x10', '٣', 'abc', '9'.repeat(400)])(
    'limit=%j is `bad_request`',
    (limit) => {
      expect(() => parse(query, { limit })).toThrow('limit: must be a whole number from 1 to 100');
    },
  );

  test.each(['TRUE', '1', '', 'yes'])('is_active=%j is `bad_request`', (value) => {
    expect(() => parse(query, { is_active: value })).toThrow('is_active: must be true or false');
  });

  test('names every wrong field at once', () => {
    expect(() => parse(query, { limit: '0', is_active: 'x', cursor: 'x'.repeat(1_001) })).toThrow(
      'limit: must be a whole number from 1 to 100; cursor: must have at most 1000 characters; is_active: must be true or false',
    );
  });
});

describe('GET /threads/{id}/messages/', () => {
  const { query, params } = endpoints.listMessages;

  test('reads after_seq from 0, before_seq from 1', () => {
    expect(parse(query, { after_seq: '0' })).toEqual({ limit: 50, after_seq: 0 });
    expect(parse(query, { before_seq: '1' })).toEqual({ limit: 50, before_seq: 1 });
    expect(() => parse(query, { before_seq: '0' })).toThrow('before_seq: must be a whole number from 1');
  });

  test('both together are `bad_request`', () => {
    expect(() => parse(query, { before_seq: '1', after_seq: '1' })).toThrow(
      'before_seq: must not be given together with after_seq',
    );
  });

  test('accepts every whole number that JSON can carry without rounding, as the socket does', () => {
    expect(parse(query, { after_seq: '9007199254740991' })).toMatchObject({ after_seq: Number.MAX_SAFE_INTEGER });
    expect(() => parse(query, { after_seq: '9007199254740992' })).toThrow('after_seq');
    expect(() => parse(query, { after_seq: '1'.repeat(17) })).toThrow('after_seq');
  });

  test('an id with a control character is `bad_request`', () => {
    expect(() => parse(params, { id: 'a\0' }, 'path')).toThrow('id: must not contain control characters');
  });
});

describe('other inputs', () => {
  test('a seq in the path is a number', () => {
    expect(parse(endpoints.editMessage.params, { id: 't', seq: '007' })).toEqual({ id: 't', seq: 7 });
    expect(() => parse(endpoints.editMessage.params, { id: 't', seq: 'x' })).toThrow(
      'seq: must be a whole number from 1',
    );
  });

  test('by-participants needs client and freelancer', () => {
    expect(() => parse(endpoints.findThread.query, { job: '' })).toThrow(
      'client: is required; freelancer: is required; job: must not be empty',
    );
  });

  test('a new thread has two users, and a job, null or neither', () => {
    const { body } = endpoints.createThread;
    const users = { client: { id: 'a' }, freelancer: { id: 'b', username: ' Bob ' } };
    expect(parse(body, { ...users, job: null })).toEqual({
      client: { id: 'a' },
      freelancer: { id: 'b', username: 'Bob' },
      job: null,
    });
    expect(parse(body, { ...users, job: { id: 'j' } })).toHaveProperty('job.id', 'j');
    expect(() => parse(body, { client: 'a', freelancer: {}, job: 1 })).toThrow(
      'client: must be an object; freelancer.id: is required; job: must be an object',
    );
  });

  test.each([[{}], [{ is_active: 'true' }], [null]])('a change of %j is `bad_request`', (body) => {
    expect(() => parse(endpoints.patchThread.body, body)).toThrow(/^(is_active|body): /);
  });
});
