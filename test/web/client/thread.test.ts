import { describe, expect, it } from 'vitest';
import { aMessage, aThread, alice, bob, joinedData, messages, timeAt } from './objects.ts';
import { script, seqsOf } from './script.ts';
import { flush } from './world.ts';

const push = (seq: number, patch = {}) => ({ event: 'new_message', data: aMessage(seq, patch) });
const typist = { thread_id: 't1', user_id: 'bob', user: 'Bob' };

describe('a joined thread', () => {
  it('shows the first page and that there is more (WS-8)', async () => {
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

  it('gives each new message once, in order, whichever way it came (WS-2)', async () => {
    const { client, joined, world } = script();
    const seen: number[] = [];
    client.on('new_message', ({ seq }) => seen.push(seq));
    const socket = await joined();
    for (const seq of [5, 4, 5, 4, 6]) socket.hear(push(seq));
    socket.hear(push(9));
    await world.advance(200);
    expect(socket.last('join_thread')).toMatchObject({ after_seq: 6, limit: 100 });
    expect(seqsOf(client.log('t1'))).toEqual([1, 2, 3, 4, 5, 6]);
    socket.reply('join_thread', 'thread_joined', joinedData(messages(7, 9)));
    expect(seen).toEqual([4, 5, 6, 7, 8, 9]);
  });

  it('does not fetch a gap that closes by itself', async () => {
    const { joined, world } = script();
    const socket = await joined();
    socket.hear(push(5));
    socket.hear(push(4));
    await world.advance(10_000);
    expect(socket.count('join_thread')).toBe(1);
  });

  it('fetches a gap that stays ever less often', async () => {
    const { joined, world } = script();
    const socket = await joined();
    socket.hear(push(9));
    const empty = joinedData([], { last_seq: 9 });
    socket.onsend = ({ action }) => action === 'join_thread' && world.after(1, () => socket.reply('join_thread', 'thread_joined', empty));
    await world.advance(60_000);
    expect(socket.count('join_thread')).toBeLessThan(12);
  });

  it('learns from the inbox that messages are missing', async () => {
    const { joined, world } = script();
    const socket = await joined();
    socket.hear({ event: 'thread_updated', data: { thread: aThread({ last_seq: 5 }) } });
    await world.advance(200);
    expect(socket.last('join_thread')).toMatchObject({ after_seq: 3 });
  });

  it('joins again after a loss and fetches page by page, with the messages that may have been edited (WS-8)', async () => {
    const { client, joined, at, world, confirm, sockets } = script();
    const edited: number[] = [];
    client.on('message_edited', ({ seq }) => edited.push(seq));
    const first = await joined();
    first.hear(push(4));
    await world.advance(60 * 60_000);
    first.hear(push(5, { sent_at: timeAt(3_600) }));
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

  it('tries again later where joining is rate_limited or fails (WS-14)', async () => {
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
    socket.hear(push(1));
    expect(seqsOf(client.log('t1'))).toEqual([1]);
  });

  it('fails where the server refuses, until it is asked again (WS-5)', async () => {
    const { client, connect } = script();
    const socket = await connect();
    const joining = client.joinThread('t1');
    socket.reply('join_thread', 'error', { code: 'not_found', message: 'none' });
    expect(await joining).toEqual({ ok: false, error: { code: 'not_found', message: 'none' } });
    expect(client.log('t1').status.kind).toBe('failed');
    void client.joinThread('t1');
    expect(socket.count('join_thread')).toBe(2);
  });

  it('leaves, keeps its log, and goes on from it when joined again', async () => {
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

  it('says that it was left to who waits for it', async () => {
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
    socket.hear(push(3));
    socket.hear({ event: 'ok', data: {} });
    expect(client.log('t1')).toBe(before);
    socket.hear(push(4));
    expect(logs).toEqual([client.log('t1')]);
    expect(client.log('t1')).not.toBe(before);
  });

  it('passes events of threads on that it has not joined', async () => {
    const { client, connect } = script();
    const events: string[] = [];
    client.on('new_message', ({ id }) => events.push(id));
    client.on('messages_read', ({ user_id }) => events.push(user_id));
    const socket = await connect();
    socket.hear(push(1));
    socket.hear({ event: 'messages_read', data: { ...typist, count: 1, up_to_seq: 1, read_at: timeAt(1) } });
    socket.hear({ event: 'user_left', data: typist });
    socket.hear({ event: 'typing_start', data: typist });
    expect(events).toEqual(['m1', 'bob']);
  });

  it('goes on where a listener throws', async () => {
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
    socket.hear(push(4));
    stop();
    socket.hear(push(5));
    console.error = original;
    expect(seen).toEqual([4]);
    expect(errors).toHaveLength(2);
    expect(seqsOf(client.log('t1'))).toEqual([1, 2, 3, 4, 5]);
  });

  it('takes calls of a listener in its turn', async () => {
    const { client, joined } = script();
    const socket = await joined();
    client.on('new_message', () => void client.markAsRead('t1'));
    socket.hear(push(4));
    expect(socket.last('mark_as_read')).toMatchObject({ up_to_seq: 4 });
  });
});

describe('who is there and who types', () => {
  it('follows user_joined and user_left (WS-15)', async () => {
    const { client, joined } = script();
    const socket = await joined();
    const online = () => client.log('t1').members.find((member) => member.id === 'bob')?.online;
    socket.hear({ event: 'user_joined', data: typist });
    expect(online()).toBe(true);
    socket.hear({ event: 'user_left', data: typist });
    expect(online()).toBe(false);
  });

  it('ends the other\'s typing after 3 s, by typing_stop, with the message, and when they leave', async () => {
    const { client, joined, world } = script();
    const socket = await joined();
    const typing = () => client.log('t1').typing.map((user) => user.username);
    const start = () => socket.hear({ event: 'typing_start', data: typist });
    start();
    await world.advance(2_999);
    start();
    await world.advance(2_999);
    expect(typing()).toEqual(['Bob']);
    await world.advance(1);
    expect(typing()).toEqual([]);
    for (const end of [{ event: 'typing_stop', data: typist }, push(4), { event: 'user_left', data: typist }]) {
      start();
      expect(typing()).toEqual(['Bob']);
      socket.hear(end);
      expect(typing()).toEqual([]);
    }
  });

  it('does not show the own typing on another device', async () => {
    const { client, joined } = script();
    const socket = await joined();
    socket.hear({ event: 'typing_start', data: { thread_id: 't1', user_id: 'alice', user: 'Alice' } });
    expect(client.log('t1').typing).toEqual([]);
  });

  it('sends typing_start at most every 2 s, and typing_stop after 3 s of silence', async () => {
    const { client, joined, world } = script();
    const socket = await joined();
    for (let key = 0; key < 8; key += 1) {
      client.startTyping('t1');
      await world.advance(500);
    }
    expect([socket.count('typing_start'), socket.count('typing_stop')]).toEqual([2, 0]);
    await world.advance(2_500);
    expect(socket.count('typing_stop')).toBe(1);
    client.startTyping('t1');
    client.stopTyping('t1');
    client.stopTyping('t1');
    expect([socket.count('typing_start'), socket.count('typing_stop')]).toEqual([3, 2]);
  });

  it('sends nothing about typing where the thread is not joined', async () => {
    const { client, connect } = script();
    const socket = await connect();
    client.startTyping('t1');
    client.stopTyping('t1');
    expect(socket.sent).toHaveLength(1);
  });
});

describe('reading', () => {
  const read = { thread_id: 't1', user_id: 'alice', user: 'Alice', count: 3, up_to_seq: 3, read_at: timeAt(50) };

  it('marks what is shown, once, and answers everybody who asked (WS-11)', async () => {
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

  it('sends a later wish after the answer to the one before', async () => {
    const { client, joined } = script();
    const socket = await joined();
    void client.markAsRead('t1', 2);
    void client.markAsRead('t1', 3);
    socket.reply('mark_as_read', 'messages_read', { ...read, up_to_seq: 2 });
    expect(socket.last('mark_as_read')).toMatchObject({ up_to_seq: 3 });
    socket.reply('mark_as_read', 'messages_read', read);
    expect(socket.count('mark_as_read')).toBe(2);
  });

  it('asks no further where it wished for more than there is', async () => {
    const { client, joined } = script();
    const socket = await joined();
    const reading = client.markAsRead('t1', 99);
    socket.reply('mark_as_read', 'messages_read', read);
    expect((await reading).ok).toBe(true);
    expect(socket.count('mark_as_read')).toBe(1);
  });

  it('survives a lost connection and a busy server', async () => {
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

  it('fails where the server refuses', async () => {
    const { client, connect } = script();
    const socket = await connect();
    const reading = client.markAsRead('t9');
    socket.reply('mark_as_read', 'error', { code: 'not_found', message: 'none' });
    expect(await reading).toEqual({ ok: false, error: { code: 'not_found', message: 'none' } });
  });

  it('keeps what the other has read, also of messages that come later, and tells it once', async () => {
    const { client, joined } = script();
    const socket = await joined();
    const told: number[] = [];
    client.on('messages_read', ({ up_to_seq }) => told.push(up_to_seq));
    const byBob = { ...read, user_id: 'bob', user: 'Bob', up_to_seq: 4 };
    socket.hear({ event: 'messages_read', data: byBob });
    socket.hear({ event: 'messages_read', data: { ...byBob, up_to_seq: 2 } });
    socket.hear(push(4, { sender: alice }));
    socket.hear(push(5, { sender: alice }));
    expect(client.log('t1').messages.slice(3).map((message) => message.is_read)).toEqual([true, false]);
    expect(client.log('t1').thread?.read.bob?.up_to_seq).toBe(4);
    expect(told).toEqual([4]);
  });

  it('asks how many are left where the answer with the count was lost', async () => {
    const { client, joined } = script();
    const socket = await joined();
    void client.markAsRead('t1', 2);
    socket.reply('mark_as_read', 'messages_read', { ...read, count: 0, up_to_seq: 2 });
    expect(socket.last('join_thread')).toMatchObject({ after_seq: 3 });
  });
});

describe('editing, deleting, history', () => {
  it('answers with the message as it is now, or with the refusal (WS-13)', async () => {
    const { client, joined } = script();
    const socket = await joined();
    const editing = client.edit('t1', 2, '  new\u0000 ');
    expect(socket.last('edit_message')).toMatchObject({ seq: 2, content: 'new' });
    const edited = aMessage(2, { content: 'new', edited_at: timeAt(9) });
    socket.reply('edit_message', 'message_edited', edited);
    expect(await editing).toEqual({ ok: true, value: edited });
    expect(client.log('t1').messages[1]).toEqual(edited);
    const deleting = client.delete('t1', 1);
    socket.reply('delete_message', 'error', { code: 'forbidden', message: 'too late' });
    expect(await deleting).toEqual({ ok: false, error: { code: 'forbidden', message: 'too late' } });
    expect(await client.edit('t1', 2, ' ')).toMatchObject({ ok: false, error: { code: 'bad_request', details: [{ field: 'content' }] } });
  });

  it('looks again where it is unknown whether an edit was carried out', async () => {
    const { client, joined } = script();
    const socket = await joined();
    void client.edit('t1', 2, 'new');
    socket.hear({ message: 'Internal server error' });
    expect(socket.last('join_thread')).toMatchObject({ after_seq: 1 });
    void client.edit('t2', 2, 'new');
    socket.hear({ message: 'Internal server error' });
    expect(socket.count('join_thread')).toBe(2);
  });

  it('tells of an edit and of a delete once', async () => {
    const { client, joined } = script();
    const socket = await joined();
    const told: string[] = [];
    client.on('message_edited', ({ content }) => told.push(content));
    client.on('message_deleted', ({ seq }) => told.push(`deleted ${seq}`));
    const edited = { event: 'message_edited', data: aMessage(3, { content: 'new', edited_at: timeAt(9) }) };
    for (const frame of [edited, edited]) socket.hear(frame);
    socket.hear({ event: 'message_deleted', data: aMessage(3, { content: '', edited_at: timeAt(9), deleted_at: timeAt(10) }) });
    socket.hear(edited);
    expect(told).toEqual(['new', 'deleted 3']);
    expect(client.log('t1').messages[2]?.content).toBe('');
  });

  it('loads history once, however often it is asked for at a time', async () => {
    const paths: string[] = [];
    const { client, connect } = script({}, (_, path) => {
      paths.push(path);
      return { status: 200, body: { results: messages(1, 10), has_more: false } };
    });
    const socket = await connect();
    void client.joinThread('t1');
    socket.reply('join_thread', 'thread_joined', joinedData(messages(11, 12), { has_more: true }));
    await flush();
    const [one, other] = await Promise.all([client.loadOlder('t1'), client.loadOlder('t1')]);
    expect([one.ok, other.ok, paths]).toEqual([true, true, ['/threads/t1/messages/?before_seq=11&limit=100']]);
    expect(client.log('t1').messages).toHaveLength(12);
    expect(client.log('t1').hasOlder).toBe(false);
    expect((await client.loadOlder('t1')).ok).toBe(true);
    expect(paths).toHaveLength(1);
  });

  it('says why history could not be loaded', async () => {
    const { client, connect } = script({}, () => ({ status: 500, body: { message: 'Internal Server Error' } }));
    const socket = await connect();
    void client.joinThread('t1');
    socket.reply('join_thread', 'thread_joined', joinedData(messages(11, 12), { has_more: true }));
    expect(await client.loadOlder('t1')).toMatchObject({ ok: false, error: { code: 'internal' } });
    expect(client.log('t1').hasOlder).toBe(true);
  });

  it('shows who wrote what as the server says it', async () => {
    const { client, joined } = script();
    const socket = await joined(0);
    socket.hear(push(1, { sender: null, type: 'job_update', metadata: { status: 'open' } }));
    socket.hear(push(2, { sender: bob }));
    expect(client.log('t1').messages.map((message) => message.sender?.id ?? null)).toEqual([null, 'bob']);
  });
});
