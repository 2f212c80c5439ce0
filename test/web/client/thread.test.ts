import { describe, expect, it } from 'vitest';
import { aMessage, aPush, aThread, joinedData, messages, timeAt, typist } from './objects.ts';
import { script, seqsOf } from './script.ts';

describe('a joined thread', () => {
  it('WS-8: shows the first page, and that earlier messages exist', async () => {
    const { client, connect } = script();
    const socket = await connect();
    const joining = client.joinThread('t1');
    expect(client.log('t1').status.kind).toBe('loading');
    socket.reply('join_thread', 'thread_joined', joinedData(messages(11, 20), { has_more: true }));
    const result = await joining;
    expect(result).toEqual({ ok: true, value: client.log('t1') });
    expect(client.log('t1')).toMatchObject({ hasOlder: true, status: { kind: 'live' } });
    expect(client.log('t1').members.map((member) => member.online)).toEqual([true, false]);
  });

  it('WS-2: emits each new message once and in order, however it arrived', async () => {
    const { client, joined, world } = script();
    const seen: number[] = [];
    client.on('new_message', ({ seq }) => seen.push(seq));
    const socket = await joined();
    for (const seq of [5, 4, 5, 4, 6]) socket.hear(aPush(seq));
    socket.hear(aPush(9));
    await world.advance(200);
    expect(socket.last('join_thread')).toMatchObject({ after_seq: 6, limit: 100 });
    expect(seqsOf(client.log('t1'))).toEqual([1, 2, 3, 4, 5, 6]);
    socket.reply('join_thread', 'thread_joined', joinedData(messages(7, 9)));
    expect(seen).toEqual([4, 5, 6, 7, 8, 9]);
  });

  it('does not fetch the messages of a gap that closes by itself', async () => {
    const { joined, world } = script();
    const socket = await joined();
    socket.hear(aPush(5));
    socket.hear(aPush(4));
    await world.advance(10_000);
    expect(socket.count('join_thread')).toBe(1);
  });

  it('fetches the messages of a gap that stays open less and less often', async () => {
    const { joined, world } = script();
    const socket = await joined();
    socket.hear(aPush(9));
    const empty = joinedData([], { last_seq: 9 });
    socket.onsend = ({ action }) =>
      action === 'join_thread' && world.after(1, () => socket.reply('join_thread', 'thread_joined', empty));
    await world.advance(60_000);
    expect(socket.count('join_thread')).toBeLessThan(12);
  });

  it('notices by thread_updated that messages are missing', async () => {
    const { joined, world } = script();
    const socket = await joined();
    socket.hear({ event: 'thread_updated', data: { thread: aThread({ last_seq: 5 }) } });
    await world.advance(200);
    expect(socket.last('join_thread')).toMatchObject({ after_seq: 3 });
  });

  it('WS-8: after a lost connection, fetches what it missed page by page, and what may have been edited', async () => {
    const { client, joined, at, world, confirm, sockets } = script();
    const edited: number[] = [];
    client.on('message_edited', ({ seq }) => edited.push(seq));
    const first = await joined();
    first.hear(aPush(4));
    await world.advance(60 * 60_000);
    first.hear(aPush(5, { sent_at: timeAt(3_600) }));
    first.break();
    expect(client.log('t1').status.kind).toBe('loading');
    await world.advanceUntil(() => sockets.length === 2);
    await confirm();
    expect(at(-1).last('join_thread')).toMatchObject({ after_seq: 4 });
    const changed = aMessage(5, { sent_at: timeAt(3_600), content: 'new', edited_at: timeAt(3_700) });
    at(-1).reply('join_thread', 'thread_joined', joinedData([changed, aMessage(6)], { has_more: true, last_seq: 7 }));
    expect(client.log('t1').status.kind).toBe('loading');
    expect(at(-1).last('join_thread')).toMatchObject({ after_seq: 6 });
    at(-1).reply('join_thread', 'thread_joined', joinedData([aMessage(7)]));
    expect(client.log('t1').status.kind).toBe('live');
    expect(seqsOf(client.log('t1'))).toEqual([1, 2, 3, 4, 5, 6, 7]);
    expect(edited).toEqual([5]);
  });

  it('WS-14: retries later if the join is rate_limited or fails', async () => {
    const { client, connect, world } = script();
    const socket = await connect();
    const joining = client.joinThread('t1');
    socket.reply('join_thread', 'error', { code: 'rate_limited', message: 'slow', retry_after_ms: 500 });
    await world.advance(499);
    expect(socket.count('join_thread')).toBe(1);
    await world.advance(1);
    expect(socket.count('join_thread')).toBe(2);
    socket.reply('join_thread', 'thread_joined', joinedData([]));
    expect(await joining).toMatchObject({ ok: true, value: { hasOlder: false } });
    socket.hear(aPush(1));
    expect(seqsOf(client.log('t1'))).toEqual([1]);
  });

  it('WS-5: fails if the server refuses, until the next joinThread', async () => {
    const { client, connect } = script();
    const socket = await connect();
    const joining = client.joinThread('t1');
    socket.reply('join_thread', 'error', { code: 'not_found', message: 'none' });
    expect(await joining).toEqual({ ok: false, error: { code: 'not_found', message: 'none' } });
    expect(client.log('t1').status.kind).toBe('failed');
    void client.joinThread('t1');
    expect(socket.count('join_thread')).toBe(2);
  });

  it('leaves, keeps its log, and continues from it when joined again', async () => {
    const { client, joined } = script();
    const socket = await joined();
    client.leaveThread('t1');
    expect(socket.last('leave_thread')).toMatchObject({ thread_id: 't1' });
    expect(client.log('t1')).toMatchObject({ status: { kind: 'left' } });
    void client.joinThread('t1');
    expect(socket.count('join_thread')).toBe(1);
    socket.reply('leave_thread', 'thread_left', { thread_id: 't1' });
    expect(socket.last('join_thread')).toMatchObject({ after_seq: 0 });
    client.leaveThread('t1');
    expect(seqsOf(client.log('t1'))).toEqual([1, 2, 3]);
  });

  it('fails the joinThread that waits when it is left', async () => {
    const { client, connect } = script();
    await connect();
    const joining = client.joinThread('t1');
    client.leaveThread('t1');
    expect(await joining).toMatchObject({ ok: false, error: { code: 'network' } });
  });

  it('keeps a snapshot the same object until something in it changes', async () => {
    const { client, joined } = script();
    const socket = await joined();
    const logs: unknown[] = [];
    client.on('log', (log) => logs.push(log));
    const before = client.log('t1');
    socket.hear(aPush(3));
    socket.hear({ event: 'ok', data: {} });
    expect(client.log('t1')).toBe(before);
    socket.hear(aPush(4));
    expect(logs).toEqual([client.log('t1')]);
    expect(client.log('t1')).not.toBe(before);
  });

  it('emits events of threads that it has not joined', async () => {
    const { client, connect } = script();
    const events: string[] = [];
    client.on('new_message', ({ id }) => events.push(id));
    client.on('messages_read', ({ user_id }) => events.push(user_id));
    const socket = await connect();
    socket.hear(aPush(1));
    socket.hear({ event: 'messages_read', data: { ...typist, count: 1, up_to_seq: 1, read_at: timeAt(1) } });
    socket.hear({ event: 'user_left', data: typist });
    socket.hear({ event: 'typing_start', data: typist });
    expect(events).toEqual(['m1', 'bob']);
  });

  it('continues if a listener throws', async () => {
    const { client, joined } = script();
    const errors: unknown[] = [];
    const original = console.error;
    console.error = (_: string, error: unknown) => errors.push(error);
    const seen: number[] = [];
    client.on('new_message', () => {
      throw new Error('a listener');
    });
    const stop = client.on('new_message', ({ seq }) => seen.push(seq));
    const socket = await joined();
    socket.hear(aPush(4));
    stop();
    socket.hear(aPush(5));
    console.error = original;
    expect(seen).toEqual([4]);
    expect(errors).toHaveLength(2);
    expect(seqsOf(client.log('t1'))).toEqual([1, 2, 3, 4, 5]);
  });

  it('handles calls from a listener after the current input', async () => {
    const { client, joined } = script();
    const socket = await joined();
    client.on('new_message', () => void client.markAsRead('t1'));
    socket.hear(aPush(4));
    expect(socket.last('mark_as_read')).toMatchObject({ up_to_seq: 4 });
  });
});
