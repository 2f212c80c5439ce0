import { describe, expect, test } from 'vitest';
import { setUpChat } from './driver/chat.ts';

/** What holds over hours, days and a year. */

const chat = setUpChat({}, { tokenSeconds: 400 * 24 * 3_600 });

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

describe('GET /unread-count/', () => {
  test('REST-14: still counts what became unread many hours ago', async () => {
    const talk = await chat.talk();
    await talk.say(talk.bob);
    for (let hours = 0; hours <= 35; hours += 7) {
      expect(await talk.alice.get('/unread-count/')).toEqual({ unread_count: 1, threads: { [talk.threadId]: 1 } });
      await chat.wait(7 * hourMs);
    }
  });

  test('REST-14: counts what was sent at any hour since it was last asked', async () => {
    const talk = await chat.talk();
    for (let asked = 1; asked <= 4; asked += 1) {
      await chat.wait(13 * hourMs);
      await talk.say(talk.bob);
      await chat.wait(5 * hourMs);
      expect(await talk.alice.unreadCount()).toBe(asked);
    }
  });

  test('REST-14: leaves out a deleted thread, and counts all of it again when it is back', async () => {
    const talk = await chat.talk();
    await talk.sayMany(talk.bob, 2);
    expect(await talk.alice.unreadCount()).toBe(2);
    await talk.delete(talk.alice);
    expect(await talk.alice.unreadCount()).toBe(0);
    await chat.wait(30 * hourMs);
    expect(await talk.alice.unreadCount()).toBe(0);
    await talk.alice.createThread(talk.bob);
    expect(await talk.alice.unreadCount()).toBe(2);
  });
});

describe('GET /threads/', () => {
  test('REST-4: moves a thread to the top when something is said in it, within an hour and after it', async () => {
    const alice = await chat.person('Alice');
    const bob = await chat.person('Bob');
    const ids: string[] = [];
    for (const id of ['a', 'b', 'c']) ids.push((await alice.createThread(bob, { id })).body.id);
    const [first] = ids;
    for (const waitMs of [1_000, 3 * hourMs]) {
      await chat.wait(waitMs);
      for (const id of [...ids, first]) {
        await chat.wait(10);
        await bob.rest('POST', `/threads/${id}/messages/`, { content: 'hi' });
      }
      expect(await alice.inbox()).toEqual([first, ids[2], ids[1]]);
    }
  });

  test('REST-4: loses nothing if something is said between two pages', async () => {
    const alice = await chat.person('Alice');
    const bob = await chat.person('Bob');
    const ids: string[] = [];
    for (let number = 1; number <= 6; number += 1) {
      await chat.wait(hourMs);
      ids.push((await alice.createThread(bob, { id: `job-${number}` })).body.id);
    }
    const first = await alice.get('/threads/?limit=3');
    await alice.rest('POST', `/threads/${ids[5]}/messages/`, { content: 'in between' });
    const second = await alice.get(`/threads/?limit=3&cursor=${first.next_cursor}`);
    const seen = [...first.results, ...second.results].map(({ id }) => id);
    expect(new Set(seen)).toEqual(new Set(ids));
  });
});

test('OBJ-1: POST /threads/: returns the same thread a year later, and pushes nothing', async () => {
  const talk = await chat.talk();
  await chat.wait(365 * dayMs);
  const device = await talk.bob.connect();
  const { status, body } = await talk.alice.createThread(talk.bob);
  expect([status, body.id]).toEqual([200, talk.threadId]);
  expect(await device.received()).toEqual([]);
});

describe('the event_id of a system message', () => {
  test('SYS-2: is remembered for 30 days', async () => {
    const talk = await chat.talk();
    const event = { event_id: 'remembered', content: 'first' };
    const first = await talk.announce(event);
    await chat.wait(29 * dayMs);
    expect(await talk.announce({ ...event, content: 'second' })).toEqual({ ...first, duplicate: true });
    await chat.wait(dayMs + 1_000);
    expect(await talk.announce(event)).toMatchObject({ duplicate: false, message: { seq: 2 } });
    expect(await talk.announce(event)).toMatchObject({ duplicate: true, message: { seq: 2 } });
  });
});

test('OBJ-2: sent_at never goes back, though the clock of a process does', async () => {
  const talk = await chat.talk();
  const first = await talk.say(talk.alice);
  await chat.wait(-5_000);
  expect((await talk.say(talk.bob)).sent_at).toBe(first.sent_at);
  await chat.wait(5_000);
});
