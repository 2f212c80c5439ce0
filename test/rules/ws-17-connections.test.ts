import { describe, expect, test } from 'vitest';
import type { Device } from '../support/device.ts';
import { setUpChat } from './driver/chat.ts';

const chat = setUpChat({ CHAT_MAX_CONNECTIONS: '3' });

const expectOpen = async (devices: Device[]) => {
  for (const device of devices) expect((await device.request('ping')).event).toBe('pong');
};

describe('connections of a user', () => {
  test('WS-17: one more than CHAT_MAX_CONNECTIONS closes the oldest, and only that', async () => {
    const alice = await chat.person('Alice');
    const devices: Device[] = [];
    for (let count = 1; count <= 3; count += 1) {
      devices.push(await alice.connect());
      await chat.wait(1);
    }
    await expectOpen(devices);
    const fourth = await alice.connect();
    await devices[0]!.untilClosed();
    await expectOpen([...devices.slice(1), fourth]);
  });

  test('WS-17: a connection that the user closed does not count', async () => {
    const talk = await chat.joinedTalk();
    const devices = [talk.atAlice, await talk.alice.connect()];
    const third = await talk.alice.join(talk.threadId);
    await talk.atAlice.request('leave_thread', { thread_id: talk.threadId });
    await third.close();
    await talk.atBob.event('user_left');
    await expectOpen([...devices, await talk.alice.connect()]);
  });

  test('WS-17: the closed one leaves its rooms, and user_left follows', async () => {
    const talk = await chat.joinedTalk();
    for (let count = 0; count < 2; count += 1) {
      await chat.wait(1);
      await talk.alice.connect();
    }
    expect(await talk.atBob.received('user_left')).toEqual([]);
    await talk.alice.connect();
    await talk.atAlice.untilClosed();
    expect((await talk.atBob.event('user_left')).data).toMatchObject({ user_id: talk.alice.id, user: 'Alice' });
  });

  test('WS-17: the limit is each user’s own', async () => {
    const talk = await chat.joinedTalk();
    const devices = [talk.atAlice, talk.atBob];
    for (const person of [talk.alice, talk.bob, talk.alice, talk.bob]) devices.push(await person.connect());
    await expectOpen(devices);
  });
});
