import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startApp, type LocalApp } from '../support/local-app.ts';
import { newTalk, Person } from '../support/people.ts';

let app: LocalApp;
beforeAll(async () => (app = await startApp({ CHAT_RATE_LIMIT: 'off' })));
afterAll(() => app.stop());

/** A thread with `count` messages of Alice. */
async function talkOf(count: number) {
  const talk = await newTalk(app);
  const path = `/threads/${talk.threadId}/messages/`;
  for (let seq = 1; seq <= count; seq += 1) await talk.alice.rest('POST', path, { content: `message ${seq}` });
  return { ...talk, path };
}

const seqs = ({ results }: { results: { seq: number }[] }) => results.map((message) => message.seq);

describe('section 3: /threads/{id}/messages/', () => {
  test('section 3: POST is 201 with the message as section 1 says, 200 for a repeat', async () => {
    const { alice, threadId, path } = await talkOf(0);
    const body = {
      content: ' hello ',
      type: 'text',
      client_message_id: 'a',
      metadata: { file: 'x.png' },
      after_seq: 0,
    };
    const sent = await alice.rest('POST', path, body);
    expect([sent.status, sent.headers.get('content-type')]).toEqual([201, 'application/json']);
    expect(sent.body).toEqual({
      id: expect.stringMatching(/^.{1,128}$/),
      thread_id: threadId,
      seq: 1,
      sender: alice.named,
      type: 'text',
      content: 'hello',
      sent_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
      edited_at: null,
      deleted_at: null,
      is_read: false,
      client_message_id: 'a',
      metadata: { file: 'x.png' },
    });
    const repeat = await alice.rest('POST', path, body);
    expect([repeat.status, repeat.body]).toEqual([200, sent.body]);
    expect((await alice.get(path)).results).toEqual([sent.body]);
  });

  test('section 3: GET gives {results, has_more}, oldest first; limit, before_seq or after_seq', async () => {
    const { bob, path } = await talkOf(7);
    const page = async (query: string) => {
      const body = await bob.get(`${path}?${query}`);
      return [seqs(body), body.has_more];
    };
    expect(await page('')).toEqual([[1, 2, 3, 4, 5, 6, 7], false]);
    expect(await page('limit=3')).toEqual([[5, 6, 7], true]);
    expect(await page('limit=3&before_seq=5')).toEqual([[2, 3, 4], true]);
    expect(await page('limit=3&before_seq=4')).toEqual([[1, 2, 3], false]);
    expect(await page('before_seq=1')).toEqual([[], false]);
    expect(await page('limit=3&after_seq=0')).toEqual([[1, 2, 3], true]);
    expect(await page('limit=3&after_seq=4')).toEqual([[5, 6, 7], false]);
    expect(await page('after_seq=7')).toEqual([[], false]);
    expect(await page('after_seq=99')).toEqual([[], false]);
  });

  test.each([
    ['limit=0', 'limit'],
    ['limit=101', 'limit'],
    ['before_seq=0', 'before_seq'],
    ['after_seq=-1', 'after_seq'],
    ['after_seq=1.5', 'after_seq'],
    ['before_seq=3&after_seq=1', 'before_seq'],
  ])('section 3: %s is bad_request naming the field', async (query, field) => {
    const { alice, path } = await talkOf(0);
    const { status, body } = await alice.rest('GET', `${path}?${query}`);
    expect([status, body.code, body.details[0].field]).toEqual([400, 'bad_request', field]);
  });

  test('section 3: PATCH and DELETE of a message give it, 200', async () => {
    const { alice, bob, path } = await talkOf(2);
    const edited = await alice.rest('PATCH', `${path}1/`, { content: 'changed' });
    expect([edited.status, edited.body]).toEqual([200, (await bob.get(path)).results[0]]);
    expect(edited.body).toMatchObject({ seq: 1, content: 'changed', edited_at: expect.any(String) });
    const deleted = await alice.rest('DELETE', `${path}2/`);
    expect([deleted.status, deleted.body]).toEqual([200, (await bob.get(path)).results[1]]);
    expect(deleted.body).toMatchObject({ seq: 2, content: '', deleted_at: expect.any(String) });
    for (const seq of ['0', 'x', '1.5'])
      expect((await alice.rest('DELETE', `${path}${seq}/`)).status, seq).toSatisfy((status) =>
        [400, 404].includes(status as number),
      );
  });

  test('section 3: GET …/reads/ gives {results: [{user, read_at}]}', async () => {
    const { alice, bob, threadId, path } = await talkOf(1);
    expect(await alice.get(`${path}1/reads/`)).toEqual({ results: [] });
    const { body } = await bob.rest('POST', `/threads/${threadId}/mark-read/`, {});
    expect(await alice.get(`${path}1/reads/`)).toEqual({ results: [{ user: bob.named, read_at: body.read_at }] });
  });
});

describe('section 3: reading', () => {
  test('section 3: POST …/mark-read/ gives {count, up_to_seq, read_at}, with and without a body', async () => {
    const { bob, threadId } = await talkOf(3);
    const path = `/threads/${threadId}/mark-read/`;
    const some = await bob.rest('POST', path, { up_to_seq: 2 });
    expect([some.status, some.body]).toEqual([
      200,
      { count: 2, up_to_seq: 2, read_at: expect.stringMatching(/\.\d{3}Z$/) },
    ]);
    expect((await bob.rest('POST', path)).body).toMatchObject({ count: 1, up_to_seq: 3 });
    expect((await bob.rest('POST', path, { up_to_seq: 'all' })).body).toMatchObject({
      code: 'bad_request',
      details: [{ field: 'up_to_seq' }],
    });
  });

  test('section 3: GET /unread-count/ gives {unread_count, threads}, over all threads', async () => {
    const { alice, bob, threadId } = await talkOf(2);
    const carol = await Person.create(app, 'Carol');
    const { body: other } = await carol.rest('POST', '/threads/', { client: carol.named, freelancer: bob.named });
    await carol.rest('POST', `/threads/${other.id}/messages/`, { content: 'hi' });
    expect(await bob.get('/unread-count/')).toEqual({ unread_count: 3, threads: { [threadId]: 2, [other.id]: 1 } });
    await bob.rest('POST', `/threads/${threadId}/mark-read/`, {});
    expect(await bob.get('/unread-count/')).toEqual({ unread_count: 1, threads: { [other.id]: 1 } });
    expect(await alice.get('/unread-count/')).toEqual({ unread_count: 0, threads: {} });
  });
});

describe('section 3: the base', () => {
  test('section 3: paths work with and without the trailing slash', async () => {
    const { alice, bob, threadId } = await talkOf(1);
    const paths = [
      '/threads/',
      `/threads/${threadId}/`,
      `/threads/${threadId}/messages/`,
      `/threads/${threadId}/messages/1/reads/`,
      '/unread-count/',
      `/threads/by-participants/?client=${alice.id}&freelancer=${bob.id}`,
    ];
    for (const path of paths) {
      const without = path.replace(/\/(\?|$)/, '$1');
      const [one, other] = [await alice.rest('GET', path), await alice.rest('GET', without)];
      expect([one.status, one.body], without).toEqual([200, other.body]);
    }
    expect((await alice.rest('POST', `/threads/${threadId}/messages`, { content: 'x' })).status).toBe(201);
    expect((await alice.rest('POST', `/threads/${threadId}/mark-read`, {})).status).toBe(200);
  });

  test('section 3: an unknown path or method is 404 not_found, as problem+json', async () => {
    const { alice, threadId } = await talkOf(0);
    const unknown: [string, string][] = [
      ['GET', '/nothing/'],
      ['GET', '/'],
      ['POST', `/threads/${threadId}/`],
      ['DELETE', '/threads/'],
      ['PUT', '/unread-count/'],
      ['GET', `/threads/${threadId}/messages/1/`],
      ['GET', `/threads/${threadId}/nothing/`],
    ];
    for (const [method, path] of unknown) {
      const { status, headers, body } = await alice.rest(method, path);
      expect([status, headers.get('content-type')], `${method} ${path}`).toEqual([404, 'application/problem+json']);
      expect(body, `${method} ${path}`).toEqual({
        type: 'about:blank',
        title: 'Not found',
        status: 404,
        detail: expect.any(String),
        code: 'not_found',
      });
    }
  });

  test('section 3: GET /openapi.json needs no token and describes every endpoint', async () => {
    const { status, body } = await app.call('GET', '/api/chat/openapi.json');
    expect(await app.call('GET', '/api/chat/openapi.json/')).toMatchObject({ status: 200, body });
    expect((await app.call('GET', '/api/chat/openapi.json/more')).status).toBe(404);
    expect([status, body.openapi]).toEqual([200, expect.stringMatching(/^3\.1\./)]);
    const paths = Object.keys(body.paths)
      .map((path) => path.replace('/api/chat', ''))
      .sort();
    expect(paths).toEqual([
      '/openapi.json',
      '/threads/',
      '/threads/by-participants/',
      '/threads/{id}/',
      '/threads/{id}/mark-read/',
      '/threads/{id}/messages/',
      '/threads/{id}/messages/{seq}/',
      '/threads/{id}/messages/{seq}/reads/',
      '/unread-count/',
    ]);
  });

  test('section 3: no token is 401, as a problem document', async () => {
    const { status, body } = await app.call('GET', '/api/chat/threads/');
    expect([status, body]).toMatchObject([401, { status: 401, code: 'unauthorized' }]);
  });
});
