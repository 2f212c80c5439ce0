import { describe, expect, test } from 'vitest';
import type { Device } from '../support/device.ts';
import type { Talk } from '../support/people.ts';
import { setUpChat } from './driver/chat.ts';

const chat = setUpChat();

const inTalk = ({ threadId, bob }: Talk) => ({ thread_id: threadId, user_id: bob.id, user: 'Bob' });
const leave = (device: Device, { threadId }: Talk) => device.request('leave_thread', { thread_id: threadId });
const join = (device: Device, { threadId }: Talk) => device.request('join_thread', { thread_id: threadId });
const whoIsOnline = async (device: Device, talk: Talk) =>
  (await join(device, talk)).data.members.filter((one: any) => one.online).map((one: any) => one.username);

describe('user_joined', () => {
  test('WS-15: goes to the others in the room, not to connections outside it', async () => {
    const talk = await chat.talk();
    const outside = await talk.alice.connect();
    const atAlice = await talk.alice.join(talk.threadId);
    const atBob = await talk.bob.join(talk.threadId);
    expect((await atAlice.event('user_joined')).data).toEqual(inTalk(talk));
    expect(await atBob.received()).toEqual([]);
    expect(await outside.received()).toEqual([]);
  });

  test('WS-15: is not sent for a second device, nor when a device joins again', async () => {
    const talk = await chat.joinedTalk();
    const second = await talk.bob.join(talk.threadId);
    await join(second, talk);
    await join(talk.atBob, talk);
    for (const device of [talk.atAlice, talk.atBob, second]) expect(await device.received('user_joined')).toEqual([]);
  });

  test('WS-15: is sent when two devices of a user join at the same time', async () => {
    const talk = await chat.talk();
    const atAlice = await talk.alice.join(talk.threadId);
    const devices = [await talk.bob.connect(), await talk.bob.connect()];
    await Promise.all(devices.map((device) => join(device, talk)));
    expect(await atAlice.received('user_joined')).toContainEqual(inTalk(talk));
  });

  test('WS-15: is sent again after the user had left', async () => {
    const talk = await chat.joinedTalk();
    await leave(talk.atBob, talk);
    await join(talk.atBob, talk);
    expect(await talk.atAlice.events()).toEqual(['user_left', 'user_joined']);
  });
});

describe('leave_thread', () => {
  test('WS-15: is answered with thread_left, and the others get user_left', async () => {
    const talk = await chat.joinedTalk();
    expect(await leave(talk.atBob, talk)).toMatchObject({ event: 'thread_left', data: { thread_id: talk.threadId } });
    expect(await talk.atAlice.received('user_left')).toEqual([inTalk(talk)]);
    expect(await talk.atBob.received()).toEqual([]);
    expect(await whoIsOnline(talk.atAlice, talk)).toEqual(['Alice']);
  });

  test('WS-15: is answered with thread_left where the room had not been joined, and nobody is notified', async () => {
    const talk = await chat.joinedTalk();
    expect(await leave(await talk.bob.connect(), talk)).toMatchObject({ event: 'thread_left' });
    expect(await talk.atAlice.received()).toEqual([]);
  });

  test('WS-15: notifies nobody while the user has another device in the room', async () => {
    const talk = await chat.joinedTalk();
    const second = await talk.bob.join(talk.threadId);
    await leave(talk.atBob, talk);
    expect(await talk.atAlice.received()).toEqual([]);
    await leave(second, talk);
    expect(await talk.atAlice.received('user_left')).toEqual([inTalk(talk)]);
  });

  test('WS-15: notifies the others when the last two devices leave at the same time', async () => {
    const talk = await chat.joinedTalk();
    const second = await talk.bob.join(talk.threadId);
    await Promise.all([talk.atBob, second].map((device) => leave(device, talk)));
    expect(await talk.atAlice.received('user_left')).toContainEqual(inTalk(talk));
  });

  test('WS-15: ends new_message and typing for the device, which gets thread_updated instead', async () => {
    const talk = await chat.joinedTalk();
    await leave(talk.atBob, talk);
    await talk.send(talk.atAlice);
    await talk.atAlice.request('typing_start', { thread_id: talk.threadId });
    expect(await talk.atBob.events()).toEqual(['thread_updated']);
  });

  test('WS-15: leaves the other rooms of the device as they are', async () => {
    const talk = await chat.joinedTalk();
    const { body: other } = await talk.alice.createThread(talk.bob, { id: 'other' });
    await talk.atBob.request('join_thread', { thread_id: other.id });
    await leave(talk.atBob, talk);
    await talk.alice.rest('POST', `/threads/${other.id}/messages/`, { content: 'hello' });
    expect(await talk.atBob.events()).toContain('new_message');
  });
});

describe('the end of a socket', () => {
  test('WS-15: ends its memberships of all rooms, and user_left follows in each', async () => {
    const talk = await chat.joinedTalk();
    const { body: other } = await talk.alice.createThread(talk.bob, { id: 'other' });
    const inOther = await talk.alice.join(other.id);
    await talk.atBob.request('join_thread', { thread_id: other.id });
    await talk.atBob.close();
    expect((await talk.atAlice.event('user_left')).data).toEqual(inTalk(talk));
    expect((await inOther.event('user_left')).data).toEqual({ ...inTalk(talk), thread_id: other.id });
    expect(await whoIsOnline(talk.atAlice, talk)).toEqual(['Alice']);
  });

  test('WS-15: notifies nobody while the user has another device in the room', async () => {
    const talk = await chat.joinedTalk();
    const second = await talk.bob.join(talk.threadId);
    await talk.atBob.close();
    await second.close();
    await talk.atAlice.event('user_left');
    expect(await talk.atAlice.received('user_left')).toHaveLength(1);
  });

  test('WS-15: notifies the others when all devices of a user end at the same time, and leaves none online', async () => {
    const talk = await chat.joinedTalk();
    const devices = [talk.atBob, await talk.bob.join(talk.threadId), await talk.bob.join(talk.threadId)];
    await Promise.all(devices.map((device) => device.close()));
    await talk.atAlice.event('user_left');
    await expect.poll(() => whoIsOnline(talk.atAlice, talk)).toEqual(['Alice']);
  });
});
