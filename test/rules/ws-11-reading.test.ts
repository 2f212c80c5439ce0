import { describe, expect, test } from 'vitest';
import type { JoinedTalk, Person, Talk } from '../support/people.ts';
import type { Device } from '../support/device.ts';
import { setUpChat } from './driver/chat.ts';

const chat = setUpChat();

/** Alice has sent three messages, Bob one after her first: a b a a. */
async function talkOfFour(): Promise<JoinedTalk> {
  const talk = await chat.joinedTalk();
  for (const by of [talk.alice, talk.bob, talk.alice, talk.alice]) await talk.say(by);
  return talk;
}

const mark = async (device: Device, { threadId }: Talk, up_to_seq?: number) =>
  (await device.request('mark_as_read', { thread_id: threadId, ...(up_to_seq === undefined ? {} : { up_to_seq }) }))
    .data;
const flags = async (by: Person, talk: Talk) => (await talk.messages(by)).map((message) => message.is_read);
const reads = async (talk: Talk, seq: number) => (await talk.alice.get(`${talk.path}messages/${seq}/reads/`)).results;

describe('mark_as_read', () => {
  test('WS-11: count is the number of messages of others that became read by this call', async () => {
    const talk = await talkOfFour();
    expect(await talk.bob.unreadCount()).toBe(3);
    expect(await mark(talk.atBob, talk, 2)).toMatchObject({ count: 1, up_to_seq: 2 });
    expect(await talk.bob.unreadCount()).toBe(2);
    expect(await mark(talk.atBob, talk)).toMatchObject({ count: 2, up_to_seq: 4 });
    await talk.say(talk.alice);
    expect(await mark(talk.atBob, talk)).toMatchObject({ count: 1, up_to_seq: 5 });
    expect([await talk.alice.unreadCount(), await talk.bob.unreadCount()]).toEqual([1, 0]);
  });

  test('WS-11: up_to_seq beyond the last message means the last', async () => {
    const talk = await talkOfFour();
    expect(await mark(talk.atBob, talk, Number.MAX_SAFE_INTEGER)).toMatchObject({ count: 3, up_to_seq: 4 });
    await talk.say(talk.alice);
    expect((await talk.thread(talk.bob)).unread_count).toBe(1);
  });

  test.each([3, 1, 0])('WS-11: after a mark at 3, up_to_seq %i returns 0 and changes nothing', async (upTo) => {
    const talk = await talkOfFour();
    const first = await mark(talk.atBob, talk, 3);
    const before = await talk.thread(talk.bob);
    await chat.wait(5);
    expect(await mark(talk.atBob, talk, upTo)).toEqual({ ...first, count: 0 });
    expect(await talk.thread(talk.bob)).toEqual(before);
    expect(await talk.bob.unreadCount()).toBe(1);
  });

  test('WS-11: in an empty thread returns 0 and leaves no mark', async () => {
    const talk = await chat.joinedTalk();
    for (const upTo of [undefined, 7]) {
      expect(await mark(talk.atBob, talk, upTo)).toMatchObject({ count: 0, up_to_seq: 0 });
    }
    expect((await talk.thread(talk.bob)).read).toEqual({});
  });

  test('WS-11: up to 0 returns 0 and leaves no mark', async () => {
    const talk = await talkOfFour();
    expect(await mark(talk.atBob, talk, 0)).toMatchObject({ count: 0, up_to_seq: 0 });
    expect((await talk.thread(talk.bob)).read).toEqual({});
  });

  test('WS-11: by two devices at once each message becomes read once', async () => {
    const talk = await talkOfFour();
    const devices = [talk.atBob, await talk.bob.join(talk.threadId)];
    const marks = await Promise.all([1, 3, 4, 4, 2, 3].map((upTo, index) => mark(devices[index % 2]!, talk, upTo)));
    expect(marks.reduce((sum, one) => sum + one.count, 0)).toBe(3);
    expect(await talk.bob.unreadCount()).toBe(0);
  });

  test('WS-11: messages with counts_as_unread false are not counted, and become read all the same', async () => {
    const talk = await chat.joinedTalk();
    await talk.announce({ counts_as_unread: false });
    expect(await talk.bob.unreadCount()).toBe(0);
    expect(await mark(talk.atBob, talk)).toMatchObject({ count: 0, up_to_seq: 1 });
    expect(await flags(talk.bob, talk)).toEqual([true]);
    await talk.announce({ counts_as_unread: false });
    await talk.announce();
    await talk.say(talk.alice);
    expect(await talk.bob.unreadCount()).toBe(2);
    expect(await mark(talk.atBob, talk)).toMatchObject({ count: 2, up_to_seq: 4 });
  });

  test('WS-11: the reply, the push, the thread and the receipts say the same', async () => {
    const talk = await talkOfFour();
    const data = await mark(talk.atBob, talk);
    const user = { user_id: talk.bob.id, user: 'Bob' };
    expect(data).toEqual({ thread_id: talk.threadId, ...user, count: 3, up_to_seq: 4, read_at: expect.any(String) });
    expect((await talk.atAlice.event('messages_read')).data).toEqual(data);
    const { read_at, up_to_seq } = data;
    expect((await talk.thread(talk.alice)).read).toEqual({ [talk.bob.id]: { up_to_seq, read_at } });
    expect(await reads(talk, 1)).toEqual([{ user: talk.bob.named, read_at }]);
  });
});

describe('is_read', () => {
  test('OBJ-4: says for both that the participant who is not the sender has read the message', async () => {
    const talk = await talkOfFour();
    await mark(talk.atBob, talk, 3);
    for (const person of [talk.alice, talk.bob]) expect(await flags(person, talk)).toEqual([true, false, true, false]);
  });

  test('OBJ-4: of a message of the marketplace says that the caller has read it', async () => {
    const talk = await chat.joinedTalk();
    await talk.announce();
    await mark(talk.atBob, talk);
    expect([await flags(talk.bob, talk), await flags(talk.alice, talk)]).toEqual([[true], [false]]);
  });
});

describe('GET /threads/{id}/messages/{seq}/reads/', () => {
  test('REST-12: returns for each message the time at which it was first read, and never names its sender', async () => {
    const talk = await talkOfFour();
    const first = await mark(talk.atBob, talk, 1);
    await chat.wait(5);
    const second = await mark(talk.atBob, talk, 4);
    await chat.wait(5);
    await mark(talk.atBob, talk, 3);
    expect(await reads(talk, 1)).toEqual([{ user: talk.bob.named, read_at: first.read_at }]);
    for (const seq of [3, 4])
      expect(await reads(talk, seq)).toEqual([{ user: talk.bob.named, read_at: second.read_at }]);
    expect(await reads(talk, 2)).toEqual([]);
    const own = await mark(talk.atAlice, talk);
    expect(await reads(talk, 2)).toEqual([{ user: talk.alice.named, read_at: own.read_at }]);
    expect(await reads(talk, 1)).toHaveLength(1);
  });

  test('REST-12: names both for a message of the marketplace that both have read', async () => {
    const talk = await chat.joinedTalk();
    await talk.announce();
    await mark(talk.atAlice, talk);
    await mark(talk.atBob, talk);
    expect((await reads(talk, 1)).map(({ user }: { user: { id: string } }) => user.id)).toEqual([
      talk.alice.id,
      talk.bob.id,
    ]);
  });

  test.each([1, 999])('REST-12: is not_found if there is no message %d', async (seq) => {
    const talk = await chat.talk();
    const { status, body } = await talk.alice.rest('GET', `${talk.path}messages/${seq}/reads/`);
    expect([status, body.code]).toEqual([404, 'not_found']);
  });
});

describe('POST /threads/{id}/mark-read/', () => {
  test('REST-13: returns {count, up_to_seq, read_at}, with and without a body', async () => {
    const talk = await talkOfFour();
    const some = await talk.read(talk.bob, 2);
    expect([some.status, some.body]).toEqual([
      200,
      { count: 1, up_to_seq: 2, read_at: expect.stringMatching(/\.\d{3}Z$/) },
    ]);
    expect((await talk.bob.rest('POST', `${talk.path}mark-read/`)).body).toMatchObject({ count: 2, up_to_seq: 4 });
  });

  test('REST-13: with an up_to_seq that is not a number is bad_request naming the field', async () => {
    const talk = await chat.talk();
    const { body } = await talk.bob.rest('POST', `${talk.path}mark-read/`, { up_to_seq: 'all' });
    expect(body).toMatchObject({ code: 'bad_request', details: [{ field: 'up_to_seq' }] });
  });
});
