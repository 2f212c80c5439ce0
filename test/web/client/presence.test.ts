import { describe, expect, it } from 'vitest';
import { aPush, typist } from './objects.ts';
import { script } from './script.ts';
import { minuteMs } from './world.ts';

describe('presence and typing', () => {
  it('WS-15: follows user_joined and user_left', async () => {
    const { client, joined } = script();
    const socket = await joined();
    const online = () => client.log('t1').members.find((member) => member.id === 'bob')?.online;
    socket.hear({ event: 'user_joined', data: typist });
    expect(online()).toBe(true);
    socket.hear({ event: 'user_left', data: typist });
    expect(online()).toBe(false);
  });

  it("ends the other user's typing after 22 s, on typing_stop, on their message, and when they leave", async () => {
    const { client, joined, world } = script();
    const socket = await joined();
    const typing = () => client.log('t1').typing.map((user) => user.username);
    const start = () => socket.hear({ event: 'typing_start', data: typist });
    start();
    await world.advance(21_999);
    start();
    await world.advance(21_999);
    expect(typing()).toEqual(['Bob']);
    await world.advance(1);
    expect(typing()).toEqual([]);
    for (const end of [{ event: 'typing_stop', data: typist }, aPush(4), { event: 'user_left', data: typist }]) {
      start();
      expect(typing()).toEqual(['Bob']);
      socket.hear(end);
      expect(typing()).toEqual([]);
    }
  });

  it("a date of the device that is set back does not prolong the other user's typing", async () => {
    const { client, joined, world } = script();
    const socket = await joined();
    socket.hear({ event: 'typing_start', data: typist });
    world.dateAheadMs = -60 * minuteMs;
    await world.advance(22_000);
    expect(client.log('t1').typing).toEqual([]);
  });

  it('keeps the snapshot the same object while the same user goes on typing', async () => {
    const { client, joined } = script();
    const socket = await joined();
    let logs = 0;
    client.on('log', () => (logs += 1));
    socket.hear({ event: 'typing_start', data: typist });
    const log = client.log('t1');
    for (let frame = 0; frame < 100; frame += 1) socket.hear({ event: 'typing_start', data: typist });
    expect(client.log('t1')).toBe(log);
    expect(logs).toBe(1);
  });

  it('keeps the outbox of a snapshot the same object while others type', async () => {
    const { client, joined } = script();
    const socket = await joined();
    client.sendMessage('t1', 'hello');
    const { outbox } = client.log('t1');
    socket.hear({ event: 'typing_start', data: typist });
    expect(client.log('t1').typing).toHaveLength(1);
    expect(client.log('t1').outbox).toBe(outbox);
  });

  it('does not show the typing of the same user on another device', async () => {
    const { client, joined } = script();
    const socket = await joined();
    socket.hear({ event: 'typing_start', data: { thread_id: 't1', user_id: 'alice', user: 'Alice' } });
    expect(client.log('t1').typing).toEqual([]);
  });

  it('sends typing_start at most once every 20 s, and typing_stop after 5 s of silence', async () => {
    const { client, joined, world } = script();
    const socket = await joined();
    for (let key = 0; key < 8; key += 1) {
      client.startTyping('t1');
      await world.advance(4_000);
    }
    expect([socket.count('typing_start'), socket.count('typing_stop')]).toEqual([2, 0]);
    await world.advance(1_000);
    expect(socket.count('typing_stop')).toBe(1);
    client.startTyping('t1');
    client.stopTyping('t1');
    client.stopTyping('t1');
    expect([socket.count('typing_start'), socket.count('typing_stop')]).toEqual([3, 2]);
  });

  it('sends no typing_stop if a message follows, and asks for no reply to typing (WS-4)', async () => {
    const { client, joined, world } = script();
    const socket = await joined();
    client.startTyping('t1');
    client.sendMessage('t1', 'done');
    client.stopTyping('t1');
    await world.advance(5_000);
    expect(socket.count('typing_stop')).toBe(0);
    expect(socket.sent.find(({ action }) => action === 'typing_start')).toEqual({
      action: 'typing_start',
      thread_id: 't1',
    });
  });

  it('sends no typing frames if the thread is not joined', async () => {
    const { client, connect } = script();
    const socket = await connect();
    client.startTyping('t1');
    client.stopTyping('t1');
    expect(socket.sent).toHaveLength(1);
  });
});
