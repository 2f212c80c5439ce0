import { describe, expect, it } from 'vitest';
import { aMessage, joinedData } from './objects.ts';
import { script, seqsOf } from './script.ts';
import { flush, minuteMs } from './world.ts';

describe('a connection that lasts', () => {
  it('sends a ping before it counts as idle', async () => {
    const { world, connect } = script({ timing: { pingEveryMs: 5 * minuteMs } });
    const socket = await connect();
    await world.advance(5 * minuteMs);
    expect(socket.count('ping')).toBe(1);
    socket.reply('ping', 'pong', { server_time: '' });
    await world.advance(4 * minuteMs);
    socket.hear({ event: 'pong', data: { server_time: '' } });
    await world.advance(4 * minuteMs);
    expect(socket.count('ping')).toBe(1);
  });

  it('joins again instead of a ping if a thread is joined', async () => {
    const { client, world, joined } = script({ timing: { pingEveryMs: 5 * minuteMs } });
    const socket = await joined();
    await world.advance(5 * minuteMs);
    expect(socket.last('join_thread')).toMatchObject({ after_seq: 3 });
    socket.reply('join_thread', 'thread_joined', joinedData([aMessage(4)]));
    expect(seqsOf(client.log('t1'))).toEqual([1, 2, 3, 4]);
  });

  it('is closed if a frame is not answered', async () => {
    const { client, world, connect } = script();
    const socket = await connect();
    const editing = client.edit('t1', 1, 'x');
    await world.advance(15_000);
    expect(await editing).toMatchObject({ ok: false, error: { code: 'network' } });
    expect([socket.isClosed, client.connection.kind]).toEqual([true, 'waiting']);
  });

  it('is replaced before two hours: pushes arrive on the old one until the new one has joined', async () => {
    const { client, world, joined, at, confirm, sockets, kinds } = script({
      timing: { replaceAfterMs: 115 * minuteMs },
    });
    const old = await joined();
    await world.advance(100 * minuteMs);
    expect(sockets).toHaveLength(1);
    await world.advanceUntil(() => sockets.length === 2);
    old.hear({ event: 'new_message', data: aMessage(4) });
    await confirm();
    expect(at(1).last('join_thread')).toMatchObject({ after_seq: 4 });
    old.hear({ event: 'new_message', data: aMessage(5) });
    expect(old.isClosed).toBe(false);
    at(1).reply('join_thread', 'thread_joined', joinedData([aMessage(5)]));
    expect(old.isClosed).toBe(true);
    expect(seqsOf(client.log('t1'))).toEqual([1, 2, 3, 4, 5]);
    expect(kinds).toEqual(['connecting', 'connected']);
    expect(client.log('t1').status.kind).toBe('live');
  });

  it('stays while its successor fails, and is replaced at once if it closes first', async () => {
    const { client, world, connect, at, sockets, confirm } = script({ timing: { replaceAfterMs: minuteMs } });
    const old = await connect();
    await world.advanceUntil(() => sockets.length === 2);
    at(1).break();
    await flush();
    expect(client.connection.kind).toBe('connected');
    await world.advanceUntil(() => sockets.length === 3);
    old.break();
    expect(client.connection.kind).toBe('connecting');
    await confirm();
    expect(client.connection.kind).toBe('connected');
  });

  it('joins again and fetches what it missed if the old one closes before the new one has joined', async () => {
    const { client, world, joined, at, confirm, sockets } = script({ timing: { replaceAfterMs: minuteMs } });
    const old = await joined();
    await world.advanceUntil(() => sockets.length === 2);
    await confirm();
    old.break();
    at(1).reply('join_thread', 'thread_joined', joinedData([aMessage(4)], { has_more: true, last_seq: 5 }));
    expect(at(1).last('join_thread')).toMatchObject({ after_seq: 4 });
    at(1).reply('join_thread', 'thread_joined', joinedData([aMessage(5)]));
    expect(seqsOf(client.log('t1'))).toEqual([1, 2, 3, 4, 5]);
  });
});
