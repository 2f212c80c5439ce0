import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startApp, type LocalApp } from '../support/local-app.ts';
import { newTalk, Person } from '../support/people.ts';

let app: LocalApp;
beforeAll(async () => (app = await startApp()));
afterAll(() => app.stop());

const two = async () => [await Person.create(app, 'Alice'), await Person.create(app, 'Bob')] as const;
const create = (by: Person, client: Person, freelancer: Person, job?: object | null) =>
  by.rest('POST', '/threads/', {
    client: client.named,
    freelancer: freelancer.named,
    ...(job === undefined ? {} : { job }),
  });

describe('section 3: POST /threads/', () => {
  test('section 3: 201 with a thread as section 1 says, or 200 with the one that was there', async () => {
    const [alice, bob] = await two();
    const created = await create(alice, alice, bob, { id: 'logo', title: 'A logo' });
    expect(created.status).toBe(201);
    expect(created.body).toEqual({
      id: expect.stringMatching(/^.{1,128}$/),
      client: alice.named,
      freelancer: bob.named,
      job: { id: 'logo', title: 'A logo' },
      created_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
      last_message_at: created.body.created_at,
      is_active: true,
      last_seq: 0,
      last_message: null,
      unread_count: 0,
      read: {},
    });
    const again = await create(bob, alice, bob, { id: 'logo', title: 'Another title' });
    expect([again.status, again.body]).toEqual([200, created.body]);
  });

  test('section 1: job null is a value of its own, and so is the order of the two', async () => {
    const [alice, bob] = await two();
    const ids = [
      (await create(alice, alice, bob)).body.id,
      (await create(alice, alice, bob, { id: 'null' })).body.id,
      (await create(alice, alice, bob, { id: 'logo' })).body.id,
      (await create(alice, bob, alice)).body.id,
    ];
    expect(new Set(ids).size).toBe(4);
    expect((await create(bob, alice, bob, null)).body.id).toBe(ids[0]);
  });

  test('section 3: the caller is one of the two, else forbidden; with oneself bad_request', async () => {
    const [alice, bob] = await two();
    const carol = await Person.create(app, 'Carol');
    const foreign = await create(carol, alice, bob);
    expect([foreign.status, foreign.body.code]).toEqual([403, 'forbidden']);
    const alone = await create(alice, alice, alice);
    expect([alone.status, alone.body.code]).toEqual([400, 'bad_request']);
    expect((await alice.get('/threads/')).results).toEqual([]);
  });

  test.each([
    ['no body', undefined, ['client', 'freelancer']],
    ['no JSON', 'nonsense', ['body']],
    ['an array', '[]', ['body']],
    ['a client that is a string', { client: 'alice', freelancer: { id: 'b' } }, ['client']],
    ['an id that is a number', { client: { id: 1 }, freelancer: { id: 'b' } }, ['client.id']],
    ['an id of 129 characters', { client: { id: 'x'.repeat(129) }, freelancer: { id: 'b' } }, ['client.id']],
    ['an id with a control character', { client: { id: 'a' }, freelancer: { id: 'b\n' } }, ['freelancer.id']],
    ['a job without an id', { client: { id: 'a' }, freelancer: { id: 'b' }, job: { title: 'x' } }, ['job.id']],
  ])('section 3: %s is bad_request, each bad field named', async (_, body, fields) => {
    const {
      status,
      headers,
      body: problem,
    } = await (await Person.create(app, 'Alice')).rest('POST', '/threads/', body);
    expect([status, headers.get('content-type')]).toEqual([400, 'application/problem+json']);
    expect(problem).toMatchObject({ type: 'about:blank', status: 400, code: 'bad_request' });
    expect(problem.details.map((detail: { field: string }) => detail.field)).toEqual(fields);
  });
});

describe('section 3: GET /threads/', () => {
  test('section 3: newest last_message_at first, by pages of limit with a cursor', async () => {
    const alice = await Person.create(app, 'Alice');
    const ids: string[] = [];
    for (const name of ['B', 'C', 'D', 'E', 'F'])
      ids.push((await create(alice, alice, await Person.create(app, name))).body.id);
    await alice.rest('POST', `/threads/${ids[1]}/messages/`, { content: 'now the newest' });
    const expected = [ids[1], ids[4], ids[3], ids[2], ids[0]];
    const all = await alice.get('/threads/');
    expect(all.results.map((thread: { id: string }) => thread.id)).toEqual(expected);
    expect(all.next_cursor).toBeNull();
    const seen: string[] = [];
    for (let cursor: string | null = ''; cursor !== null;) {
      const page: { results: { id: string }[]; next_cursor: string | null } = await alice.get(
        `/threads/?limit=2${cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`}`,
      );
      expect(page.results.length).toBeLessThanOrEqual(2);
      seen.push(...page.results.map((thread) => thread.id));
      cursor = page.next_cursor;
      if (seen.length > 10) throw new Error('the pages never end');
    }
    expect(seen).toEqual(expected);
  });

  test('section 3: is_active', async () => {
    const alice = await Person.create(app, 'Alice');
    const [open, closed] = [
      (await create(alice, alice, await Person.create(app, 'B'))).body,
      (await create(alice, alice, await Person.create(app, 'C'))).body,
    ];
    await alice.rest('PUT', `/threads/${closed.id}/`, { is_active: false });
    const list = async (query: string) =>
      (await alice.get(`/threads/${query}`)).results.map((thread: { id: string }) => thread.id).sort();
    expect(await list('?is_active=true')).toEqual([open.id]);
    expect(await list('?is_active=false')).toEqual([closed.id]);
    expect(await list('')).toEqual([open.id, closed.id].sort());
  });

  test("section 3: the caller's alone, each as the caller sees it", async () => {
    const { alice, bob, threadId } = await newTalk(app);
    await alice.rest('POST', `/threads/${threadId}/messages/`, { content: 'hi' });
    for (const [person, unread] of [
      [alice, 0],
      [bob, 1],
    ] as const) {
      const { results } = await person.get('/threads/');
      expect(results).toEqual([await person.get(`/threads/${threadId}/`)]);
      expect(results[0].unread_count).toBe(unread);
    }
    expect((await (await Person.create(app, 'Carol')).get('/threads/')).results).toEqual([]);
  });

  test.each([
    ['limit=0', 'limit'],
    ['limit=101', 'limit'],
    ['limit=x', 'limit'],
    ['limit=', 'limit'],
    ['cursor=nonsense', 'cursor'],
    ['is_active=maybe', 'is_active'],
  ])('section 3: %s is bad_request naming the field', async (query, field) => {
    const { status, body } = await (await Person.create(app, 'Alice')).rest('GET', `/threads/?${query}`);
    expect([status, body.code, body.details.map((detail: { field: string }) => detail.field)]).toEqual([
      400,
      'bad_request',
      [field],
    ]);
  });
});

describe('section 3: PUT, PATCH and DELETE /threads/{id}/', () => {
  test('section 3: {is_active} gives the thread', async () => {
    const { alice, bob, threadId } = await newTalk(app);
    for (const [method, person, is_active] of [
      ['PATCH', alice, false],
      ['PUT', bob, true],
      ['PUT', alice, true],
    ] as const) {
      const { status, body } = await person.rest(method, `/threads/${threadId}/`, { is_active });
      expect([status, body]).toEqual([200, await person.get(`/threads/${threadId}/`)]);
      expect(body.is_active).toBe(is_active);
    }
    const { status, body } = await alice.rest('PATCH', `/threads/${threadId}/`, { is_active: 'yes' });
    expect([status, body.code, body.details[0].field]).toEqual([400, 'bad_request', 'is_active']);
  });

  test("section 3: DELETE is 204; the thread leaves the caller's list and unread count alone, and is readable as evidence", async () => {
    const { alice, bob, threadId } = await newTalk(app);
    await alice.rest('POST', `/threads/${threadId}/messages/`, { content: 'hi' });
    await bob.rest('POST', `/threads/${threadId}/messages/`, { content: 'ho' });
    expect(await bob.unreadCount()).toBe(1);
    const { status, body } = await bob.rest('DELETE', `/threads/${threadId}/`);
    expect([status, body]).toEqual([204, null]);
    expect([(await bob.get('/threads/')).results, await bob.unreadCount()]).toEqual([[], 0]);
    expect((await alice.get('/threads/')).results).toMatchObject([{ id: threadId, is_active: false }]);
    expect(await alice.unreadCount()).toBe(1);
    expect(await bob.get(`/threads/${threadId}/`)).toMatchObject({ id: threadId, is_active: false, last_seq: 2 });
    expect((await bob.get(`/threads/${threadId}/messages/`)).results).toHaveLength(2);
    expect((await alice.rest('POST', `/threads/${threadId}/messages/`, { content: 'x' })).body.code).toBe(
      'thread_inactive',
    );
    expect((await bob.rest('DELETE', `/threads/${threadId}/`)).status).toBe(204);
  });

  test('section 3: POST /threads/ for the same triple by either brings it back to both lists, active', async () => {
    for (const byTheOneWhoDeleted of [true, false]) {
      const { alice, bob, threadId } = await newTalk(app);
      await alice.rest('POST', `/threads/${threadId}/messages/`, { content: 'hi' });
      await bob.rest('DELETE', `/threads/${threadId}/`);
      await alice.rest('DELETE', `/threads/${threadId}/`);
      expect((await alice.get('/threads/')).results).toEqual([]);
      const { status, body } = await create(byTheOneWhoDeleted ? bob : alice, alice, bob);
      expect([status, body.id, body.is_active, body.last_seq]).toEqual([200, threadId, true, 1]);
      for (const person of [alice, bob])
        expect((await person.get('/threads/')).results).toMatchObject([{ id: threadId, is_active: true }]);
      expect(await bob.unreadCount()).toBe(1);
    }
  });

  test('section 3: a message of the marketplace brings it back too', async () => {
    const { alice, bob, threadId } = await newTalk(app);
    await bob.rest('DELETE', `/threads/${threadId}/`);
    await app.invoke('system-message', { event_id: `e-${threadId}`, event: 'job_update', thread_id: threadId });
    for (const person of [alice, bob])
      expect((await person.get('/threads/')).results).toMatchObject([
        { id: threadId, is_active: true, unread_count: 1 },
      ]);
  });
});

describe('section 3: GET /threads/by-participants/', () => {
  test('section 3: the thread or 404; without job the thread that has none', async () => {
    const [alice, bob] = await two();
    const withJob = (await create(alice, alice, bob, { id: 'a job/1' })).body;
    const query = (extra = '') => `/threads/by-participants/?client=${alice.id}&freelancer=${bob.id}${extra}`;
    expect((await alice.rest('GET', query())).status).toBe(404);
    const withoutJob = (await create(alice, alice, bob)).body;
    expect(await bob.get(query())).toEqual(withoutJob);
    expect(await alice.get(query(`&job=${encodeURIComponent('a job/1')}`))).toEqual(withJob);
    expect((await alice.rest('GET', query('&job=another'))).body.code).toBe('not_found');
    const { status, body } = await alice.rest('GET', `/threads/by-participants/?client=${alice.id}`);
    expect([status, body.details[0].field]).toEqual([400, 'freelancer']);
  });
});
