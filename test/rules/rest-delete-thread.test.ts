import { describe, expect, test } from 'vitest';
import type { Person, Talk } from '../support/people.ts';
import { setUpChat } from './driver/chat.ts';

const chat = setUpChat();

/** A talk in which each of the two has sent a message; nobody has read anything. */
async function talkOfTwo(): Promise<Talk> {
  const talk = await chat.talk();
  await talk.say(talk.alice);
  await talk.say(talk.bob, 'I promise');
  return talk;
}

describe('DELETE /threads/{id}/', () => {
  test('REST-8: is 204, closes the thread for both, and can be repeated', async () => {
    const talk = await talkOfTwo();
    const { status, body } = await talk.delete(talk.alice);
    expect([status, body]).toEqual([204, null]);
    expect((await talk.thread(talk.bob)).is_active).toBe(false);
    const refused = await talk.bob.rest('POST', `${talk.path}messages/`, { content: 'x' });
    expect(refused.body.code).toBe('thread_inactive');
    expect((await talk.delete(talk.alice)).status).toBe(204);
    expect(await talk.alice.inbox()).toEqual([]);
  });

  test("REST-8: takes the thread off the caller's list and unread count, and only theirs", async () => {
    const talk = await talkOfTwo();
    expect(await talk.alice.unreadCount()).toBe(1);
    await talk.delete(talk.alice);
    expect([await talk.alice.inbox(), await talk.alice.unreadCount()]).toEqual([[], 0]);
    expect([await talk.bob.inbox(), await talk.bob.unreadCount()]).toEqual([[talk.threadId], 1]);
  });

  test('REST-8: also takes a thread off the list that had been set inactive before', async () => {
    const talk = await talkOfTwo();
    await talk.setActive(talk.alice, false);
    await talk.delete(talk.alice);
    expect(await talk.alice.inbox()).toEqual([]);
  });

  test('REST-8: leaves the thread and its messages readable, as evidence', async () => {
    const talk = await talkOfTwo();
    await talk.delete(talk.alice);
    expect(await talk.thread(talk.alice)).toMatchObject({ id: talk.threadId, is_active: false, last_seq: 2 });
    expect((await talk.messages(talk.alice))[1]?.content).toBe('I promise');
  });

  test('REST-8: leaves nothing unread for the caller wherever the thread is shown; for the other it stays unread', async () => {
    const talk = await talkOfTwo();
    const devices = [await talk.alice.connect(), await talk.bob.connect()];
    await talk.delete(talk.alice);
    const pushed = await Promise.all(
      devices.map(async (device) => (await device.received('thread_updated'))[0].thread),
    );
    expect(pushed.map((thread) => thread.unread_count)).toEqual([0, 1]);
    expect((await talk.thread(talk.alice)).unread_count).toBe(0);
    expect((await talk.thread(talk.bob)).unread_count).toBe(1);
    expect((await talk.alice.createThread(talk.bob)).body.unread_count).toBe(1);
  });

  test('REST-8: keeps the thread off the list if one of its messages is edited', async () => {
    const talk = await talkOfTwo();
    await talk.delete(talk.alice);
    await talk.bob.rest('PATCH', `${talk.path}messages/2/`, { content: 'changed' });
    expect([await talk.alice.inbox(), await talk.alice.unreadCount()]).toEqual([[], 0]);
  });
});

/** POST of the thread's triple. */
const ask = ({ alice, bob }: Talk, by: Person) =>
  by.rest('POST', '/threads/', { client: alice.named, freelancer: bob.named });

describe('a deleted thread comes back by POST of its triple', () => {
  test('REST-8: to the list of the caller who deleted it, active, with its unread messages; both are notified', async () => {
    const talk = await talkOfTwo();
    await talk.delete(talk.alice);
    const devices = [await talk.alice.connect(), await talk.bob.connect()];
    expect((await ask(talk, talk.alice)).body).toMatchObject({ is_active: true, closed_by: null, unread_count: 1 });
    expect(await talk.alice.inbox()).toEqual([talk.threadId]);
    expect(await talk.alice.unreadCount()).toBe(1);
    for (const device of devices) {
      expect((await device.received('thread_updated')).at(-1).thread).toMatchObject({ is_active: true });
    }
  });

  test('REST-8: not if the other one asks: the answer is the thread as it is, and nothing changes', async () => {
    const talk = await talkOfTwo();
    await talk.delete(talk.alice);
    const devices = [await talk.alice.connect(), await talk.bob.connect()];
    const { status, body } = await ask(talk, talk.bob);
    expect([status, body]).toEqual([200, await talk.thread(talk.bob)]);
    expect(body).toMatchObject({ is_active: false, closed_by: talk.alice.id });
    expect([await talk.alice.inbox(), await talk.alice.unreadCount()]).toEqual([[], 0]);
    for (const device of devices) expect(await device.events()).toEqual([]);
  });

  test('REST-8: closed, if the other side had closed it before: deleting keeps who did', async () => {
    const talk = await chat.talk();
    await talk.setActive(talk.bob, false);
    await talk.delete(talk.alice);
    expect((await talk.thread(talk.alice)).closed_by).toBe(talk.bob.id);
    expect((await ask(talk, talk.alice)).body).toMatchObject({ is_active: false, closed_by: talk.bob.id });
    expect(await talk.alice.inbox()).toEqual([talk.threadId]);
  });

  test('REST-8: active, if the caller had closed it before', async () => {
    const talk = await chat.talk();
    await talk.setActive(talk.alice, false);
    await talk.delete(talk.alice);
    expect((await ask(talk, talk.alice)).body).toMatchObject({ is_active: true, closed_by: null });
  });

  test('REST-8: only for the caller, if both had deleted it; only who deleted it first opens it', async () => {
    const talk = await chat.talk();
    await talk.delete(talk.alice);
    await talk.delete(talk.bob);
    expect((await ask(talk, talk.bob)).body).toMatchObject({ is_active: false, closed_by: talk.alice.id });
    expect([await talk.alice.inbox(), await talk.bob.inbox()]).toEqual([[], [talk.threadId]]);
    expect((await ask(talk, talk.alice)).body).toMatchObject({ is_active: true, closed_by: null });
    expect([await talk.alice.inbox(), await talk.bob.inbox()]).toEqual([[talk.threadId], [talk.threadId]]);
  });
});

describe('PATCH is_active: true', () => {
  test('REST-7: by who deleted the thread opens it and brings it back to their list', async () => {
    const talk = await talkOfTwo();
    await talk.delete(talk.alice);
    expect((await talk.setActive(talk.alice, true)).body).toMatchObject({ is_active: true, unread_count: 1 });
    expect([await talk.alice.inbox(), await talk.alice.unreadCount()]).toEqual([[talk.threadId], 1]);
  });

  test('REST-7: by the other one is forbidden, and leaves the thread closed and deleted', async () => {
    const talk = await chat.talk();
    await talk.delete(talk.alice);
    const { status, body } = await talk.setActive(talk.bob, true);
    expect([status, body]).toMatchObject([403, { code: 'forbidden' }]);
    expect(await talk.thread(talk.bob)).toMatchObject({ is_active: false, closed_by: talk.alice.id });
    expect(await talk.alice.inbox()).toEqual([]);
  });

  test('REST-8: by who had closed it before the other deleted it opens it, but not in the list of who deleted it', async () => {
    const talk = await chat.talk();
    await talk.setActive(talk.bob, false);
    await talk.delete(talk.alice);
    const device = await talk.alice.connect();
    expect((await talk.setActive(talk.bob, true)).body).toMatchObject({ is_active: true });
    await talk.say(talk.bob, 'Are you there?');
    expect([await talk.alice.inbox(), await talk.alice.unreadCount()]).toEqual([[], 0]);
    expect(await device.events()).toEqual([]);
    expect((await ask(talk, talk.alice)).body).toMatchObject({ is_active: true, unread_count: 1 });
    expect([await talk.alice.inbox(), await talk.alice.unreadCount()]).toEqual([[talk.threadId], 1]);
  });
});

describe('a deleted thread comes back to both lists, active,', () => {
  const triple = ({ alice, bob }: Talk) => ({ thread_id: undefined, client: alice.named, freelancer: bob.named });
  const ways: [string, (talk: Talk) => Promise<unknown>][] = [
    ['by a message of the marketplace', (talk) => talk.announce({ counts_as_unread: false })],
    [
      'by a message of the marketplace for its triple',
      (talk) => talk.announce({ ...triple(talk), counts_as_unread: false }),
    ],
  ];

  async function expectBack(talk: Talk): Promise<void> {
    for (const person of [talk.alice, talk.bob]) {
      expect(await person.inbox()).toEqual([talk.threadId]);
      expect(await talk.thread(person)).toMatchObject({ is_active: true, closed_by: null });
    }
  }

  test.each(ways)('REST-8: %s, with its unread messages, and both are notified', async (_, bringBack) => {
    const talk = await talkOfTwo();
    await talk.delete(talk.alice);
    const devices = [await talk.alice.connect(), await talk.bob.connect()];
    await bringBack(talk);
    await expectBack(talk);
    expect(await talk.alice.unreadCount()).toBe(1);
    for (const device of devices) {
      expect((await device.received('thread_updated')).at(-1).thread).toMatchObject({ is_active: true });
    }
  });

  test.each(ways)('REST-8: %s, if both had deleted it', async (_, bringBack) => {
    const talk = await chat.talk();
    await talk.delete(talk.alice);
    await talk.delete(talk.bob);
    await bringBack(talk);
    await expectBack(talk);
    expect((await talk.bob.rest('POST', `${talk.path}messages/`, { content: 'x' })).status).toBe(201);
  });

  test.each(ways)('REST-8: %s, also if the other side had closed it before', async (_, bringBack) => {
    const talk = await chat.talk();
    await talk.setActive(talk.bob, false);
    await talk.delete(talk.alice);
    await bringBack(talk);
    await expectBack(talk);
  });

  test('REST-8: and those who had joined get thread_updated and the message that brought it back', async () => {
    const talk = await chat.joinedTalk();
    await talk.delete(talk.alice);
    await talk.atAlice.forget();
    await talk.announce();
    expect(await talk.atAlice.events()).toEqual(['thread_updated', 'new_message']);
    expect(talk.atAlice.pushes('thread_updated')[0].thread).toMatchObject({ is_active: true, unread_count: 1 });
  });

  test('SYS-7: once: set inactive after that, it stays so with the next message of the marketplace', async () => {
    const talk = await chat.talk();
    await talk.delete(talk.alice);
    await talk.announce();
    await talk.setActive(talk.alice, false);
    await talk.announce();
    expect((await talk.thread(talk.alice)).is_active).toBe(false);
  });
});
