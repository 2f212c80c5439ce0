import { expect, test } from 'vitest';
import { noLimits } from '../../measure/no-limits.ts';
import { setUpChat } from './driver/chat.ts';

const chat = setUpChat(noLimits);

test('REST-14: GET /unread-count/: is 0 for a user without threads', async () => {
  expect(await (await chat.person('Nobody')).get('/unread-count/')).toEqual({ unread_count: 0, threads: {} });
});

test('REST-14: GET /unread-count/: adds up the threads with unread messages, names no others, and goes down by reading', async () => {
  const talk = await chat.talk();
  const { alice, bob } = talk;
  const carol = await chat.person('Carol');
  const { body: other } = await carol.createThread(bob);
  await carol.createThread(bob, { id: 'empty' });
  await talk.sayMany(alice, 2);
  await carol.rest('POST', `/threads/${other.id}/messages/`, { content: 'hi' });
  await bob.rest('POST', `/threads/${other.id}/messages/`, { content: 'ho' });
  expect(await bob.get('/unread-count/')).toEqual({ unread_count: 3, threads: { [talk.threadId]: 2, [other.id]: 1 } });
  await talk.read(bob, 1);
  expect(await bob.get('/unread-count/')).toEqual({ unread_count: 2, threads: { [talk.threadId]: 1, [other.id]: 1 } });
  await talk.read(bob);
  expect(await bob.get('/unread-count/')).toEqual({ unread_count: 1, threads: { [other.id]: 1 } });
  expect(await alice.get('/unread-count/')).toEqual({ unread_count: 0, threads: {} });
});

test('REST-14: GET /unread-count/: counts messages of the marketplace, without those of counts_as_unread false', async () => {
  const talk = await chat.talk();
  await talk.announce();
  await talk.announce({ counts_as_unread: false });
  expect(await talk.alice.unreadCount()).toBe(1);
});

test('REST-14: GET /unread-count/: counts a thread that was read and then has new messages', async () => {
  const talk = await chat.talk();
  for (const expected of [1, 0, 1]) {
    if (expected === 1) await talk.say(talk.bob);
    else await talk.read(talk.alice);
    expect(await talk.alice.unreadCount()).toBe(expected);
  }
});

test('REST-14: GET /unread-count/: counts 60 threads, more than one page of the inbox', async () => {
  const alice = await chat.person('Alice');
  const bob = await chat.person('Bob');
  for (let number = 1; number <= 60; number += 1) {
    const { body } = await alice.createThread(bob, { id: `job-${number}` });
    await bob.rest('POST', `/threads/${body.id}/messages/`, { content: 'hi' });
  }
  expect(await alice.unreadCount()).toBe(60);
});

test('REST-14: GET /unread-count/: is right for both if they ask while they talk', async () => {
  const talk = await chat.talk();
  const { alice, bob } = talk;
  await Promise.all([
    talk.sayMany(alice, 5),
    talk.sayMany(bob, 5),
    alice.unreadCount(),
    bob.unreadCount(),
    alice.unreadCount(),
  ]);
  expect([await alice.unreadCount(), await bob.unreadCount()]).toEqual([5, 5]);
});
