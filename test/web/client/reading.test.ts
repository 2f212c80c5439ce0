import { describe, expect, it } from 'vitest';
import { aPush, aThread, alice, timeAt } from './objects.ts';
import { script } from './script.ts';

describe('markAsRead', () => {
  const read = { thread_id: 't1', user_id: 'alice', user: 'Alice', count: 3, up_to_seq: 3, read_at: timeAt(50) };

  it('WS-11: marks up to the last message once, and answers every call', async () => {
    const { client, joined } = script();
    const socket = await joined();
    const first = client.markAsRead('t1');
    const second = client.markAsRead('t1');
    expect(socket.sent.filter((frame) => frame.action === 'mark_as_read')).toMatchObject([{ up_to_seq: 3 }]);
    socket.reply('mark_as_read', 'messages_read', read);
    expect(await first).toEqual({ ok: true, value: read });
    expect(await second).toEqual({ ok: true, value: read });
    expect(client.log('t1').messages.every((message) => message.is_read)).toBe(true);
    expect(await client.markAsRead('t1', 2)).toMatchObject({ ok: true, value: { count: 0, up_to_seq: 3 } });
    expect(socket.count('mark_as_read')).toBe(1);
  });

  it('of a thread marked as unread is sent, although everything is read (ME-2)', async () => {
    const { client, joined } = script();
    const socket = await joined();
    void client.markAsRead('t1');
    socket.reply('mark_as_read', 'messages_read', read);
    const thread = aThread({ last_seq: 3, read: { alice: read } });
    socket.hear({
      event: 'thread_updated',
      data: { thread: { ...thread, me: { ...thread.me, marked_unread: true } } },
    });
    void client.markAsRead('t1');
    expect(socket.count('mark_as_read')).toBe(2);
    socket.reply('mark_as_read', 'messages_read', read);
    expect(client.log('t1').thread?.me.marked_unread).toBe(false);
  });

  it('sends a later mark after the reply to the one before', async () => {
    const { client, joined } = script();
    const socket = await joined();
    void client.markAsRead('t1', 2);
    void client.markAsRead('t1', 3);
    socket.reply('mark_as_read', 'messages_read', { ...read, up_to_seq: 2 });
    expect(socket.last('mark_as_read')).toMatchObject({ up_to_seq: 3 });
    socket.reply('mark_as_read', 'messages_read', read);
    expect(socket.count('mark_as_read')).toBe(2);
  });

  it('WS-11: does not repeat a mark beyond the last message', async () => {
    const { client, joined } = script();
    const socket = await joined();
    const reading = client.markAsRead('t1', 99);
    socket.reply('mark_as_read', 'messages_read', read);
    expect((await reading).ok).toBe(true);
    expect(socket.count('mark_as_read')).toBe(1);
  });

  it('is retried after a lost connection and rate_limited', async () => {
    const { client, connect, at, confirm, sockets, world } = script();
    await connect();
    const reading = client.markAsRead('t1');
    expect(at(-1).last('mark_as_read')).not.toHaveProperty('up_to_seq');
    at(-1).break();
    await world.advanceUntil(() => sockets.length === 2);
    await confirm();
    at(-1).reply('mark_as_read', 'error', { code: 'rate_limited', message: 'slow', retry_after_ms: 100 });
    await world.advance(100);
    at(-1).reply('mark_as_read', 'messages_read', read);
    expect(await reading).toEqual({ ok: true, value: read });
  });

  it('fails if the server refuses', async () => {
    const { client, connect } = script();
    const socket = await connect();
    const reading = client.markAsRead('t9');
    socket.reply('mark_as_read', 'error', { code: 'not_found', message: 'none' });
    expect(await reading).toEqual({ ok: false, error: { code: 'not_found', message: 'none' } });
  });

  it("applies the other participant's mark to later messages too, and emits it once", async () => {
    const { client, joined } = script();
    const socket = await joined();
    const told: number[] = [];
    client.on('messages_read', ({ up_to_seq }) => told.push(up_to_seq));
    const byBob = { ...read, user_id: 'bob', user: 'Bob', up_to_seq: 4 };
    socket.hear({ event: 'messages_read', data: byBob });
    socket.hear({ event: 'messages_read', data: { ...byBob, up_to_seq: 2 } });
    socket.hear(aPush(4, { sender: alice }));
    socket.hear(aPush(5, { sender: alice }));
    expect(
      client
        .log('t1')
        .messages.slice(3)
        .map((message) => message.is_read),
    ).toEqual([true, false]);
    expect(client.log('t1').thread?.read.bob?.up_to_seq).toBe(4);
    expect(told).toEqual([4]);
  });

  it('fetches the unread count if the reply with it was lost', async () => {
    const { client, joined } = script();
    const socket = await joined();
    void client.markAsRead('t1', 2);
    socket.reply('mark_as_read', 'messages_read', { ...read, count: 0, up_to_seq: 2 });
    expect(socket.last('join_thread')).toMatchObject({ after_seq: 3 });
  });
});
