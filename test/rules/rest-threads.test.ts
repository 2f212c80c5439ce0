import { describe, expect, test } from 'vitest';
import { setUpChat } from './driver/chat.ts';

const chat = setUpChat();

const two = async () => [await chat.person('Alice'), await chat.person('Bob')] as const;

describe('POST /threads/', () => {
  test('REST-5: is 201 with the new thread, every field of it, then 200 with the one that exists', async () => {
    const [alice, bob] = await two();
    const created = await alice.createThread(bob, { id: 'logo', title: 'A logo' });
    expect(created.status).toBe(201);
    expect(created.body).toEqual({
      id: expect.stringMatching(/^.{1,128}$/),
      client: alice.named,
      freelancer: bob.named,
      job: { id: 'logo', title: 'A logo' },
      created_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
      last_message_at: created.body.created_at,
      is_active: true,
      closed_by: null,
      last_seq: 0,
      last_message: null,
      unread_count: 0,
      read: {},
      me: { muted_until: null, pinned: false, archived: false, marked_unread: false, blocked: false },
    });
    const again = await bob.rest('POST', '/threads/', {
      client: alice.named,
      freelancer: bob.named,
      job: { id: 'logo', title: 'Another title' },
    });
    expect([again.status, again.body]).toEqual([200, created.body]);
  });

  test('OBJ-1: 50 times at once creates one thread: one answer is 201', async () => {
    const [alice, bob] = await two();
    const body = { client: alice.named, freelancer: bob.named, job: { id: 'logo' } };
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, index) => (index % 2 ? alice : bob).rest('POST', '/threads/', body)),
    );
    expect(new Set(answers.map((answer) => answer.body.id)).size).toBe(1);
    expect(answers.map(({ status }) => status).sort()).toEqual([...Array.from({ length: 49 }, () => 200), 201]);
    for (const person of [alice, bob]) expect(await person.inbox()).toHaveLength(1);
  });

  test('OBJ-1: creates another thread for another job, for none, and for the two in the other order', async () => {
    const [alice, bob] = await two();
    const ids = [
      (await alice.createThread(bob)).body.id,
      (await alice.createThread(bob, { id: 'null' })).body.id,
      (await alice.createThread(bob, { id: 'logo' })).body.id,
      (await bob.createThread(alice)).body.id,
    ];
    expect(new Set(ids).size).toBe(4);
    expect((await alice.createThread(bob, null)).body).toMatchObject({ id: ids[0], job: null });
  });

  test('REST-5: by a user who is neither of the two is forbidden; with oneself bad_request', async () => {
    const [alice, bob] = await two();
    const carol = await chat.person('Carol');
    const foreign = await carol.rest('POST', '/threads/', { client: alice.named, freelancer: bob.named });
    expect([foreign.status, foreign.body.code]).toEqual([403, 'forbidden']);
    const alone = await alice.createThread(alice);
    expect([alone.status, alone.body]).toMatchObject([
      400,
      { code: 'bad_request', details: [{ field: 'freelancer.id' }] },
    ]);
    expect(await alice.inbox()).toEqual([]);
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
  ])('REST-5: with %s is bad_request, each bad field named', async (_, body, fields) => {
    const alice = await chat.person('Alice');
    const { status, headers, body: problem } = await alice.rest('POST', '/threads/', body);
    expect([status, headers.get('content-type')]).toEqual([400, 'application/problem+json']);
    expect(problem).toMatchObject({ type: 'about:blank', status: 400, code: 'bad_request' });
    expect(problem.details.map((detail: { field: string }) => detail.field)).toEqual(fields);
  });
});

describe('GET /threads/', () => {
  test('REST-4: lists the newest last_message_at first, a new thread by its creation, in pages with a cursor', async () => {
    const alice = await chat.person('Alice');
    const ids: string[] = [];
    for (const name of ['B', 'C', 'D', 'E', 'F']) {
      await chat.wait(2);
      ids.push((await alice.createThread(await chat.person(name))).body.id);
    }
    await chat.wait(2);
    await alice.rest('POST', `/threads/${ids[1]}/messages/`, { content: 'now the newest' });
    const expected = [ids[1], ids[4], ids[3], ids[2], ids[0]];
    expect(await alice.get('/threads/')).toMatchObject({ results: expected.map((id) => ({ id })), next_cursor: null });
    const pages: string[][] = [];
    for (let cursor: string | null = ''; cursor !== null;) {
      const query: string = cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`;
      const page = await alice.get(`/threads/?limit=2${query}`);
      pages.push(page.results.map((thread: { id: string }) => thread.id));
      cursor = page.next_cursor;
      if (pages.length > 10) throw new Error('the pages never end');
    }
    expect(pages).toEqual([expected.slice(0, 2), expected.slice(2, 4), expected.slice(4)]);
  });

  test('REST-4: filters by is_active', async () => {
    const alice = await chat.person('Alice');
    const [open, closed] = [
      (await alice.createThread(await chat.person('B'))).body.id,
      (await alice.createThread(await chat.person('C'))).body.id,
    ];
    await alice.rest('PUT', `/threads/${closed}/`, { is_active: false });
    expect(await alice.inbox('?is_active=true')).toEqual([open]);
    expect(await alice.inbox('?is_active=false')).toEqual([closed]);
    expect((await alice.inbox()).sort()).toEqual([open, closed].sort());
  });

  test('REST-4, REST-6: lists only the threads of the caller, each as the caller sees it', async () => {
    const talk = await chat.talk();
    await talk.say(talk.alice);
    for (const [person, unread] of [
      [talk.alice, 0],
      [talk.bob, 1],
    ] as const) {
      const { results } = await person.get('/threads/');
      expect(results).toEqual([await talk.thread(person)]);
      expect(results[0].unread_count).toBe(unread);
    }
    expect(await (await chat.person('Carol')).get('/threads/')).toEqual({ results: [], next_cursor: null });
  });

  test.each([
    ['limit=0', 'limit'],
    ['limit=101', 'limit'],
    ['limit=x', 'limit'],
    ['limit=', 'limit'],
    ['cursor=nonsense', 'cursor'],
    [`cursor=${'x'.repeat(1_001)}`, 'cursor'],
    ['is_active=maybe', 'is_active'],
  ])('REST-5: with %s is bad_request naming the field', async (query, field) => {
    const { status, body } = await (await chat.person('Alice')).rest('GET', `/threads/?${query}`);
    expect([status, body.code]).toEqual([400, 'bad_request']);
    expect(body.details.map((detail: { field: string }) => detail.field)).toEqual([field]);
  });
});

describe('GET /threads/by-participants/', () => {
  test('REST-15: returns the thread with that job, without job the one that has none, else 404', async () => {
    const [alice, bob] = await two();
    const path = (client: string, freelancer: string, extra = '') =>
      `/threads/by-participants/?client=${client}&freelancer=${freelancer}${extra}`;
    const withJob = (await alice.createThread(bob, { id: 'a job/1' })).body;
    expect((await alice.rest('GET', path(alice.id, bob.id))).status).toBe(404);
    const without = (await alice.createThread(bob)).body;
    expect(await bob.get(path(alice.id, bob.id))).toEqual(without);
    expect(await alice.get(path(alice.id, bob.id, `&job=${encodeURIComponent('a job/1')}`))).toEqual(withJob);
    expect((await alice.rest('GET', path(alice.id, bob.id, '&job=another'))).body.code).toBe('not_found');
    expect((await alice.rest('GET', path(bob.id, alice.id))).status).toBe(404);
  });

  test('REST-15: without a participant is bad_request naming it', async () => {
    const alice = await chat.person('Alice');
    const { status, body } = await alice.rest('GET', `/threads/by-participants/?client=${alice.id}`);
    expect([status, body.details[0].field]).toEqual([400, 'freelancer']);
  });
});
