import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startApp, type LocalApp } from '../support/local-app.ts';
import { joinedTalk, Person, type Talk } from '../support/people.ts';
import type { TestSocket } from '../support/socket.ts';

let app: LocalApp;
beforeAll(async () => (app = await startApp()));
afterAll(() => app.stop());

/** Alice has sent three messages, Bob one between them: a b a a. */
async function talkOfFour() {
  const talk = await joinedTalk(app);
  for (const at of [talk.atAlice, talk.atBob, talk.atAlice, talk.atAlice]) {
    await at.request('send_message', { thread_id: talk.threadId, content: 'x' });
  }
  return talk;
}

const read = async (at: TestSocket, { threadId }: Talk, fields: object = {}) =>
  (await at.request('mark_as_read', { thread_id: threadId, ...fields })).data;

describe('WS-11: mark_as_read', () => {
  test('WS-11: count is of the messages of others that became read by this call', async () => {
    const { atBob, ...talk } = await talkOfFour();
    expect(await talk.bob.unreadCount()).toBe(3);
    expect(await read(atBob, talk, { up_to_seq: 2 })).toMatchObject({ count: 1, up_to_seq: 2 });
    expect(await talk.bob.unreadCount()).toBe(2);
    expect(await read(atBob, talk)).toMatchObject({ count: 2, up_to_seq: 4 });
    expect(await talk.bob.unreadCount()).toBe(0);
    expect(await talk.alice.unreadCount()).toBe(1);
  });

  test('WS-11: up_to_seq beyond the last message means the last', async () => {
    const { atBob, ...talk } = await talkOfFour();
    expect(await read(atBob, talk, { up_to_seq: 1_000_000 })).toMatchObject({ count: 3, up_to_seq: 4 });
    await talk.alice.rest('POST', `/threads/${talk.threadId}/messages/`, { content: 'later' });
    expect(await talk.bob.unreadCount()).toBe(1);
  });

  test('WS-11: repeating or going back gives 0 and changes nothing', async () => {
    const { atAlice, atBob, ...talk } = await talkOfFour();
    await read(atBob, talk, { up_to_seq: 3 });
    const before = await talk.bob.get(`/threads/${talk.threadId}/`);
    for (const up_to_seq of [3, 1, 0]) expect((await read(atBob, talk, { up_to_seq })).count).toBe(0);
    expect(await talk.bob.get(`/threads/${talk.threadId}/`)).toEqual(before);
    expect(before.read[talk.bob.id]).toEqual({ up_to_seq: 3, read_at: expect.any(String) });
    expect(await talk.bob.unreadCount()).toBe(1);
    const marks = (await atAlice.settled('messages_read')).map((data) => data.up_to_seq);
    expect(Math.max(...marks)).toBe(3);
  });

  test('WS-11: in an empty thread there is nothing to read', async () => {
    const { atBob, ...talk } = await joinedTalk(app);
    expect(await read(atBob, talk)).toMatchObject({ count: 0, up_to_seq: 0 });
    expect(await read(atBob, talk, { up_to_seq: 7 })).toMatchObject({ count: 0, up_to_seq: 0 });
  });

  test('WS-11: by two devices at once each message becomes read once', async () => {
    const { atBob, bob, ...talk } = await talkOfFour();
    const devices = [atBob, await bob.join(talk.threadId)];
    const reads = await Promise.all(
      [1, 3, 4, 4, 2, 3].map((up_to_seq, index) => read(devices[index % 2]!, { bob, ...talk }, { up_to_seq })),
    );
    expect(reads.reduce((sum, one) => sum + one.count, 0)).toBe(3);
    expect(await bob.unreadCount()).toBe(0);
  });

  test('WS-11: without those of counts_as_unread: false', async () => {
    const { atBob, ...talk } = await joinedTalk(app);
    const event = { event: 'system', thread_id: talk.threadId };
    await app.invoke('system-message', { ...event, event_id: `quiet-${talk.threadId}`, counts_as_unread: false });
    expect(await talk.bob.unreadCount()).toBe(0);
    await app.invoke('system-message', { ...event, event_id: `loud-${talk.threadId}` });
    expect(await talk.bob.unreadCount()).toBe(1);
    expect(await read(atBob, talk)).toMatchObject({ count: 1, up_to_seq: 2 });
  });

  test('WS-11: the reply, the push, the thread and the receipts tell the same', async () => {
    const { atAlice, atBob, ...talk } = await talkOfFour();
    const data = await read(atBob, talk);
    expect(data).toEqual({
      thread_id: talk.threadId,
      user_id: talk.bob.id,
      user: 'Bob',
      count: 3,
      up_to_seq: 4,
      read_at: expect.any(String),
    });
    expect((await atAlice.event('messages_read')).data).toEqual(data);
    const { read_at, up_to_seq } = data;
    expect((await talk.alice.get(`/threads/${talk.threadId}/`)).read).toEqual({
      [talk.bob.id]: { up_to_seq, read_at },
    });
    const { results } = await talk.alice.get(`/threads/${talk.threadId}/messages/1/reads/`);
    expect(results).toEqual([{ user: talk.bob.named, read_at }]);
  });
});

describe('section 1: is_read', () => {
  const flags = async (person: Person, { threadId }: Talk) =>
    (await person.get(`/threads/${threadId}/messages/`)).results.map(
      (message: { is_read: boolean }) => message.is_read,
    );

  test('section 1: is_read says that the participant who is not the sender has read it', async () => {
    const { atBob, ...talk } = await talkOfFour();
    await read(atBob, talk, { up_to_seq: 3 });
    for (const person of [talk.alice, talk.bob]) expect(await flags(person, talk)).toEqual([true, false, true, false]);
  });

  test('section 1: of a marketplace message, that the caller has', async () => {
    const { atBob, ...talk } = await joinedTalk(app);
    await app.invoke('system-message', { event_id: `e-${talk.threadId}`, event: 'system', thread_id: talk.threadId });
    await read(atBob, talk);
    expect(await flags(talk.bob, talk)).toEqual([true]);
    expect(await flags(talk.alice, talk)).toEqual([false]);
  });
});

describe('section 3: the receipts of a message', () => {
  test('section 3: each message keeps the time at which it was read', async () => {
    const { atBob, atAlice, ...talk } = await talkOfFour();
    const first = await read(atBob, talk, { up_to_seq: 1 });
    const second = await read(atBob, talk, { up_to_seq: 4 });
    const readsOf = async (seq: number) =>
      (await talk.alice.get(`/threads/${talk.threadId}/messages/${seq}/reads/`)).results;
    expect(await readsOf(1)).toEqual([{ user: talk.bob.named, read_at: first.read_at }]);
    expect(await readsOf(4)).toEqual([{ user: talk.bob.named, read_at: second.read_at }]);
    expect(await readsOf(2)).toEqual([]);
    const own = await read(atAlice, talk);
    expect(await readsOf(2)).toEqual([{ user: talk.alice.named, read_at: own.read_at }]);
    expect(await readsOf(1)).toHaveLength(1);
  });

  test('section 3: a message of the marketplace may have been read by both', async () => {
    const { atAlice, atBob, ...talk } = await joinedTalk(app);
    await app.invoke('system-message', { event_id: `e-${talk.threadId}`, event: 'system', thread_id: talk.threadId });
    await read(atAlice, talk);
    await read(atBob, talk);
    const { results } = await talk.alice.get(`/threads/${talk.threadId}/messages/1/reads/`);
    expect(results.map((one: { user: { id: string } }) => one.user.id).sort()).toEqual(
      [talk.alice.id, talk.bob.id].sort(),
    );
  });
});
