import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { Person, Talk } from '../support/people.ts';
import { setUpChat } from './driver/chat.ts';

const chat = setUpChat();

async function twoPeople() {
  return [await chat.person('Alice'), await chat.person('Bob')] as const;
}

/** A thread whose client, Alice, has given Bob that name. Its one message is hers. */
async function namedByAlice(name: string) {
  const [alice, bob] = await twoPeople();
  const given = { client: alice.named, freelancer: { id: bob.id, username: name } };
  const { body } = await alice.rest('POST', '/threads/', given);
  const path = `/threads/${body.id}/`;
  await alice.rest('POST', `${path}messages/`, { content: 'hello' });
  return { alice, bob, path, threadId: String(body.id) };
}

const nameOfBob = async (by: Person, path: string) => (await by.get(path)).freelancer.username;

async function findAgain(bob: Person, path: string) {
  const { client } = await bob.get(path);
  const { status } = await bob.rest('POST', '/threads/', { client: { id: client.id }, freelancer: { id: bob.id } });
  expect(status).toBe(200);
}

/** The message of an event of the marketplace, without a text of its own. */
async function announce(fields: object) {
  const event = { event_id: randomUUID(), event: 'system', ...fields };
  const { functionError, payload } = await chat.invoke('system-message', event);
  expect([functionError, payload.errorMessage]).toEqual([null, undefined]);
  return payload.message;
}

/** Bob again, after his name has changed. */
const robert = (talk: Talk) => talk.bob.withToken({ username: 'Robert' });

describe('the name of a user', () => {
  test('OBJ-6: without a username in the token is the sub', async () => {
    const token = await chat.token('carol');
    expect((await chat.open(token)).frames[0]!.data.user).toEqual({ id: 'carol', username: 'carol' });
  });

  test('OBJ-5: is cut to 64 characters', async () => {
    const erin = await chat.person('🦊'.repeat(70));
    expect((await erin.connect()).frames[0]!.data.user.username).toBe('🦊'.repeat(64));
  });

  test("OBJ-6: in the caller's own thread is the token's, whatever the body says", async () => {
    const [alice, bob] = await twoPeople();
    const given = { client: { id: alice.id, username: 'Impostor' }, freelancer: bob.named };
    expect((await alice.rest('POST', '/threads/', given)).body.client.username).toBe('Alice');
  });

  test('OBJ-6: that another user gave is shown to them until the user does something in the thread', async () => {
    const { alice, bob, path } = await namedByAlice('Bobby');
    expect(await nameOfBob(alice, path)).toBe('Bobby');
    await bob.rest('POST', `${path}messages/`, { content: 'hello' });
    expect(await nameOfBob(alice, path)).toBe('Bob');
  });

  test.each<[string, (bob: Person, path: string) => Promise<unknown>]>([
    ['lists the inbox', (bob) => bob.get('/threads/')],
    ['reads the thread', (bob, path) => bob.get(path)],
    ['reads its messages', (bob, path) => bob.get(`${path}messages/`)],
    ['reads who has read', (bob, path) => bob.get(`${path}messages/1/reads/`)],
    ['connects', (bob) => bob.connect()],
    ['asks for the same thread', (bob, path) => findAgain(bob, path)],
    ['marks as read what is read already', (bob, path) => bob.rest('POST', `${path}mark-read/`, { up_to_seq: 0 })],
    ['opens the open thread', (bob, path) => bob.rest('PATCH', path, { is_active: true })],
    ['is refused to edit', (bob, path) => bob.rest('PATCH', `${path}messages/1/`, { content: 'x' })],
  ])('OBJ-8: does not show the other side that its owner %s', async (_, act) => {
    const { alice, bob, path } = await namedByAlice('x');
    const device = await alice.connect();
    await act(bob, path);
    expect(await nameOfBob(alice, path)).toBe('x');
    expect(await device.received('thread_updated')).toEqual([]);
  });

  test.each<[string, (bob: Person, path: string) => Promise<unknown>]>([
    ['joins', (bob, path) => bob.join(path.split('/')[2]!)],
    ['reads a message', (bob, path) => bob.rest('POST', `${path}mark-read/`, {})],
    ['closes the thread', (bob, path) => bob.rest('PATCH', path, { is_active: false })],
    ['deletes the thread', (bob, path) => bob.rest('DELETE', path)],
  ])('OBJ-8: shows the other side as soon as its owner %s', async (_, act) => {
    const { alice, bob, path } = await namedByAlice('x');
    await act(bob, path);
    expect(await nameOfBob(alice, path)).toBe('Bob');
  });

  test('OBJ-6: shows to the user is the one of their token, wherever they read, whatever others gave', async () => {
    const { bob, path } = await namedByAlice('Bobby');
    expect((await bob.get('/threads/')).results[0].freelancer.username).toBe('Bob');
    expect(await nameOfBob(bob, path)).toBe('Bob');
  });

  test('OBJ-6: changed in the token shows in new messages, in the thread and at everybody', async () => {
    const talk = await chat.joinedTalk();
    const { sender } = await talk.say(await robert(talk));
    expect(sender).toEqual({ id: talk.bob.id, username: 'Robert' });
    expect((await talk.atAlice.event('new_message')).data.sender).toEqual(sender);
    expect((await talk.thread(talk.alice)).freelancer.username).toBe('Robert');
  });

  test('OBJ-6: changed in the token shows in the thread_updated of an edit too', async () => {
    const talk = await chat.talk();
    await talk.say(talk.bob);
    await talk.say(talk.alice);
    const device = await talk.alice.connect();
    await (await robert(talk)).rest('PATCH', `${talk.path}messages/1/`, { content: 'changed' });
    expect((await device.event('thread_updated')).data.thread.freelancer.username).toBe('Robert');
  });

  test('OBJ-6: changed in the token shows while typing', async () => {
    const talk = await chat.joinedTalk();
    await (await (await robert(talk)).connect()).request('typing_start', { thread_id: talk.threadId });
    expect((await talk.atAlice.event('typing_start')).data.user).toBe('Robert');
  });
});

describe('the title of a job', () => {
  test('OBJ-5: is cut to 120 characters', async () => {
    const [alice, bob] = await twoPeople();
    const job = { id: 'j'.repeat(128), title: '🦊'.repeat(130) };
    const { status, body } = await alice.createThread(bob, job);
    expect([status, body.job]).toEqual([201, { id: job.id, title: '🦊'.repeat(120) }]);
  });
});

describe('the name that the marketplace gives', () => {
  const named = (bob: Person) => ({ freelancer: { id: bob.id, username: 'Robert Tables' } });

  test('OBJ-6: wins over the one of the token, for both and on every way', async () => {
    const { alice, bob, path, threadId } = await namedByAlice('x');
    await announce({ thread_id: threadId, ...named(bob) });
    const [atAlice, inbox] = [await alice.join(threadId), await bob.connect()];
    expect(inbox.frames[0]!.data.user.username).toBe('Bob');
    const atBob = await bob.join(threadId);
    expect((await atAlice.event('user_joined')).data.user).toBe('Robert Tables');
    await atBob.request('typing_start', { thread_id: threadId });
    expect((await atAlice.event('typing_start')).data.user).toBe('Robert Tables');
    await atBob.request('send_message', { thread_id: threadId, content: 'hello' });
    expect((await atAlice.event('new_message')).data.sender?.username).toBe('Robert Tables');
    expect((await inbox.event('thread_updated')).data.thread.freelancer.username).toBe('Robert Tables');
    for (const person of [alice, bob]) expect(await nameOfBob(person, path)).toBe('Robert Tables');
    expect((await bob.get('/threads/')).results[0].freelancer.username).toBe('Robert Tables');
  });

  test('OBJ-6: is kept also if it is the same as the one of the token, whatever the token says later', async () => {
    const { alice, bob, path, threadId } = await namedByAlice('x');
    await bob.rest('POST', `${path}messages/`, { content: 'hello' });
    await announce({ thread_id: threadId, freelancer: bob.named });
    const renamed = await bob.withToken({ username: 'Somebody else' });
    expect((await renamed.rest('POST', `${path}messages/`, { content: 'again' })).body.sender.username).toBe('Bob');
    expect(await nameOfBob(alice, path)).toBe('Bob');
  });

  test('OBJ-6: holds in its thread only', async () => {
    const { alice, bob, path, threadId } = await namedByAlice('x');
    await announce({ thread_id: threadId, ...named(bob) });
    const { body: other } = await bob.createThread(alice);
    expect([other.client.username, await nameOfBob(alice, path)]).toEqual(['Bob', 'Robert Tables']);
  });

  test('OBJ-6: replaces the title that a user gave, which a user cannot do', async () => {
    const [alice, bob] = await twoPeople();
    const titled = (title: string) => ({
      client: { id: alice.id },
      freelancer: { id: bob.id },
      job: { id: 'j', title },
    });
    const { body } = await alice.rest('POST', '/threads/', titled('First'));
    const seen = async () => (await alice.get(`/threads/${body.id}/`)).job.title;
    await alice.rest('POST', '/threads/', titled('Second'));
    expect(await seen()).toBe('First');
    await announce(titled('Third'));
    expect(await seen()).toBe('Third');
  });
});

describe('a text of the marketplace', () => {
  const trap = '⚠ PAYMENT FAILED – verify at https://evil.example';

  test('OBJ-7: contains no name or title that another user gave', async () => {
    const [alice, bob] = await twoPeople();
    const job = { id: 'j', title: trap };
    const body = { client: { id: alice.id, username: trap }, freelancer: bob.named, job };
    const { body: thread } = await bob.rest('POST', '/threads/', body);
    expect([thread.client.username, thread.job?.title]).toEqual([trap, trap]);
    const ids = { client: { id: alice.id }, freelancer: { id: bob.id }, job: { id: 'j' } };
    expect((await announce({ ...ids, event: 'hire' })).content).toBe('The client hired Bob for the job.');
    const known = { ...ids, job: { id: 'j', title: 'A logo' }, client: alice.named };
    expect((await announce({ ...known, event: 'hire' })).content).toBe('Alice hired Bob for “A logo”.');
  });

  test('OBJ-7: names nobody where only ids are known', async () => {
    const [alice, bob] = await twoPeople();
    const ids = { client: { id: alice.id }, freelancer: { id: bob.id }, job: { id: trap } };
    const { content } = await announce({ ...ids, event: 'proposal_submitted' });
    expect(content).toBe('The freelancer submitted a proposal on the job.');
  });

  test('OBJ-5: contains names without what is invisible, and an override of direction turns nothing around', async () => {
    const [alice, bob] = await twoPeople();
    const client = { id: alice.id, username: '\u202eecilA\u2066\u200b' };
    const { content } = await announce({ client, freelancer: { id: bob.id, username: '\u200d\u200d' }, event: 'hire' });
    expect(content).toBe('ecilA hired the freelancer.');
  });
});
