import { describe, expect, test } from 'vitest';
import type { Talk } from '../support/people.ts';
import { setUpChat } from './driver/chat.ts';

const chat = setUpChat();

async function twoPeople() {
  return [await chat.person('Alice'), await chat.person('Bob')] as const;
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

  test('OBJ-6: that another user gave holds until a token of that user shows theirs', async () => {
    const [alice, bob] = await twoPeople();
    const given = { client: alice.named, freelancer: { id: bob.id, username: 'Bobby' } };
    const { body } = await alice.rest('POST', '/threads/', given);
    expect(body.freelancer.username).toBe('Bobby');
    expect((await bob.get(`/threads/${body.id}/`)).freelancer.username).toBe('Bob');
    expect((await alice.get(`/threads/${body.id}/`)).freelancer.username).toBe('Bob');
  });

  test("OBJ-6: in the user's own inbox is the token's, whatever name others gave", async () => {
    const [alice, bob] = await twoPeople();
    await alice.rest('POST', '/threads/', { client: alice.named, freelancer: { id: bob.id, username: 'Bobby' } });
    expect((await bob.get('/threads/')).results[0].freelancer.username).toBe('Bob');
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

test('OBJ-6: names and titles for a thread that exists are taken from the marketplace only', async () => {
  const [alice, bob] = await twoPeople();
  const named = (title: string, name: string) => ({
    client: { id: alice.id },
    freelancer: { id: bob.id, username: name },
    job: { id: 'j', title },
  });
  const { body } = await alice.rest('POST', '/threads/', named('First', 'Bobby'));
  const seen = async () => {
    const { freelancer, job } = await alice.get(`/threads/${body.id}/`);
    return [freelancer.username, job.title];
  };
  await alice.rest('POST', '/threads/', named('Second', 'Mallory'));
  expect(await seen()).toEqual(['Bobby', 'First']);
  await chat.invoke('system-message', { event_id: `names-${body.id}`, event: 'system', ...named('Third', 'Rob') });
  expect(await seen()).toEqual(['Rob', 'Third']);
  expect((await bob.get(`/threads/${body.id}/`)).freelancer.username).toBe('Bob');
});
