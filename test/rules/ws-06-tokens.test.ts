import { beforeAll, describe, expect, test } from 'vitest';
import type { Device } from '../support/device.ts';
import type { JoinedTalk, Talk } from '../support/people.ts';
import { setUpChat } from './driver/chat.ts';

const chat = setUpChat();

/** Long enough to open the sockets and join with them, on a busy machine as well. */
const shortSeconds = 10;

/** A talk with two devices of Alice whose token expires soon: one has joined the thread, one has not. */
type ShortTalk = Talk & { joined: Device; unjoined: Device; atBob: Device };

async function shortTalk(): Promise<ShortTalk> {
  const talk = await chat.talk();
  const atBob = await talk.bob.join(talk.threadId);
  const short = await talk.alice.withToken({ expires_in: shortSeconds });
  const [joined, unjoined] = await Promise.all([short.join(talk.threadId), short.connect()]);
  return Object.assign(talk, { joined, unjoined, atBob });
}

const hello = async (device: Device, token: string) => (await device.request('hello', { token })).data;

describe("once the token's expiry has passed", () => {
  let silent: ShortTalk, renewed: ShortTalk, kept: ShortTalk;
  beforeAll(async () => {
    const firstMs = chat.nowMs();
    [silent, renewed, kept] = (await Promise.all([shortTalk(), shortTalk(), shortTalk()])) as [
      ShortTalk,
      ShortTalk,
      ShortTalk,
    ];
    const lastMs = chat.nowMs();
    await silent.say(silent.bob, 'in time');
    for (const device of [renewed.joined, renewed.unjoined]) await hello(device, renewed.alice.token);
    expect(await hello(kept.joined, kept.bob.token)).toMatchObject({ code: 'forbidden' });
    expect(await hello(kept.joined, 'not-a-token')).toMatchObject({ code: 'unauthorized' });
    expect((await kept.send(kept.joined, 'as before')).data).toMatchObject({ seq: 1, sender: kept.alice.named });
    expect(chat.nowMs() - firstMs).toBeLessThan(shortSeconds * 1000);
    await chat.wait(lastMs + shortSeconds * 1000 + 10 - chat.nowMs());
  });

  test('WS-6: nothing is pushed any more, a frame gets unauthorized, and the socket is closed', async () => {
    await silent.say(silent.bob, 'too late');
    for (const [device, event] of [
      [silent.joined, 'new_message'],
      [silent.unjoined, 'thread_updated'],
    ] as const) {
      expect(await device.request('ping')).toMatchObject({ event: 'error', data: { code: 'unauthorized' } });
      await device.untilClosed();
      expect(device.pushes(event)).toHaveLength(1);
      expect(JSON.stringify(device.frames)).not.toContain('too late');
    }
    expect((await silent.atBob.request('ping')).event).toBe('pong');
  });

  test('WS-6: a connection renewed in time is pushed to, in the rooms joined before as well as outside', async () => {
    await renewed.say(renewed.bob, 'still here?');
    await renewed.joined.event('new_message', (message) => message.content === 'still here?');
    await renewed.unjoined.event('thread_updated', ({ thread }) => thread.last_seq === 1);
    expect((await renewed.send(renewed.joined, 'yes')).data).toMatchObject({ seq: 2, sender: renewed.alice.named });
    const joined = await renewed.unjoined.request('join_thread', { thread_id: renewed.threadId });
    expect(joined.event).toBe('thread_joined');
    await renewed.say(renewed.bob, 'good');
    await renewed.unjoined.event('new_message', (message) => message.content === 'good');
  });

  test('WS-6: a token that was refused has changed nothing: the connection ends with its first token', async () => {
    expect((await kept.joined.request('ping')).data.code).toBe('unauthorized');
    await kept.joined.untilClosed();
  });

  test('WS-6: a fresh token is too late', async () => {
    expect(await hello(kept.unjoined, kept.alice.token)).toMatchObject({ code: 'unauthorized' });
    await kept.unjoined.untilClosed();
  });
});

describe('hello with a fresh token', () => {
  test('WS-6: a new name in it is what the thread shows from then on', async () => {
    const talk: JoinedTalk = await chat.joinedTalk();
    const { token } = await talk.alice.withToken({ username: 'Ann' });
    expect(await hello(talk.atAlice, token)).toMatchObject({ user: { id: talk.alice.id, username: 'Ann' } });
    await talk.atAlice.request('typing_start', { thread_id: talk.threadId });
    expect((await talk.atBob.event('typing_start')).data).toMatchObject({ user: 'Ann' });
    const { data } = await talk.send(talk.atAlice);
    expect(data.sender).toEqual({ id: talk.alice.id, username: 'Ann' });
    await talk.say(talk.bob);
    await talk.atAlice.request('mark_as_read', { thread_id: talk.threadId });
    expect((await talk.atBob.event('messages_read')).data).toMatchObject({ user: 'Ann', count: 1 });
    expect((await talk.thread(talk.bob)).client.username).toBe('Ann');
  });

  test('WS-6: a new name in it holds for a room that is joined after it', async () => {
    const talk = await chat.talk();
    const device = await talk.alice.connect();
    await hello(device, (await talk.alice.withToken({ username: 'Ann' })).token);
    const { data } = await device.request('join_thread', { thread_id: talk.threadId });
    expect(data.thread.client).toEqual({ id: talk.alice.id, username: 'Ann' });
  });
});

test('WS-6: a sender named in a frame or a body is ignored', async () => {
  const talk = await chat.joinedTalk();
  const { alice, bob, atAlice, atBob, threadId: thread_id } = talk;
  const claimed = { sender: bob.named, sender_id: bob.id, user: 'Bob', user_id: bob.id };
  const { data } = await talk.send(atAlice, 'hi', claimed);
  expect(data.sender).toEqual(alice.named);
  expect((await atBob.event('new_message')).data.sender).toEqual(alice.named);
  await atAlice.request('typing_start', { thread_id, ...claimed });
  expect((await atBob.event('typing_start')).data).toEqual({ thread_id, user_id: alice.id, user: 'Alice' });
  expect((await talk.say(alice, 'ho', claimed)).sender).toEqual(alice.named);
});
