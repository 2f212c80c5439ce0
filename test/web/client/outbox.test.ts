import { describe, expect, it } from 'vitest';
import { limits } from '../../../protocol/limits.ts';
import { aMessage, alice, joinedData, messages } from './objects.ts';
import { acceptSend, script, seqsOf } from './script.ts';
import { flush, type FakeSocket } from './world.ts';

const texts = (socket: FakeSocket) =>
  socket.sent.filter((frame) => frame.action === 'send_message').map((frame) => frame.content);

describe('a message in the outbox', () => {
  it('WS-10: is shown at once, sent with its id and after_seq, and moves into the log in one step', async () => {
    const { client, joined } = script();
    const socket = await joined();
    const ids: string[] = [];
    client.on('sent', ({ id, message }) => ids.push(`${id} ${message.seq}`));
    const result = client.sendMessage('t1', '\nhello\r ', { colour: 'red' }, { replyTo: 2 });
    if (!result.ok) throw new Error(result.error.message);
    expect(client.log('t1').outbox).toMatchObject([{ content: 'hello', replyTo: 2, status: { kind: 'sending' } }]);
    await flush();
    const { id } = result.value;
    expect(socket.last('send_message')).toMatchObject({
      content: 'hello',
      client_message_id: id,
      after_seq: 3,
      metadata: { colour: 'red' },
      reply_to: 2,
    });
    const sizes: number[] = [];
    client.on('log', (log) => sizes.push(log.messages.length + log.outbox.length));
    acceptSend(socket, 4);
    expect(sizes).toEqual([4]);
    expect([client.outbox, seqsOf(client.log('t1')), ids]).toEqual([[], [1, 2, 3, 4], [`${id} 4`]]);
  });

  it('waits for the message before it in its thread, not for those of other threads', async () => {
    const { client, joined } = script();
    const socket = await joined();
    void client.joinThread('t2');
    socket.reply('join_thread', 'thread_joined', { ...joinedData([]), thread: { ...joinedData([]).thread, id: 't2' } });
    client.sendMessage('t1', 'one');
    client.sendMessage('t1', 'two');
    client.sendMessage('t2', 'other');
    await flush();
    expect(texts(socket)).toEqual(['one', 'other']);
    const one = socket.sent.find((frame) => frame.content === 'one')!;
    socket.hear({
      event: 'new_message',
      data: aMessage(4, { sender: alice, client_message_id: one.client_message_id as string }),
    });
    await flush();
    expect(texts(socket)).toEqual(['one', 'other', 'two']);
  });

  it('WS-12: is refused at once if it is empty, too long or not Unicode, or its metadata is too large', async () => {
    const { client } = script();
    const refusal = { ok: false, error: { code: 'bad_request' } };
    expect(client.sendMessage('t1', ' \u0000\n')).toMatchObject(refusal);
    expect(client.sendMessage('t1', '😀'.repeat(limits.contentChars + 1))).toMatchObject(refusal);
    expect(client.sendMessage('t1', '\ud800')).toMatchObject(refusal);
    expect(client.sendMessage('t1', 'x', { text: 'x'.repeat(limits.metadataBytes) })).toMatchObject(refusal);
    expect(client.sendMessage('t1', '😀'.repeat(limits.contentChars))).toMatchObject({ ok: true });
  });

  it('joins its thread, and leaves it once it is sent', async () => {
    const { client, connect } = script();
    const socket = await connect();
    client.sendMessage('t1', 'hello');
    socket.reply('join_thread', 'thread_joined', joinedData(messages(1, 2)));
    await flush();
    acceptSend(socket, 3);
    expect(socket.count('leave_thread')).toBe(1);
    expect(client.log('t1').status.kind).toBe('left');
  });

  it('stays visible until the messages before it have arrived', async () => {
    const { client, joined, world } = script();
    const socket = await joined();
    client.sendMessage('t1', 'hello');
    await flush();
    acceptSend(socket, 5);
    expect(client.log('t1').outbox).toHaveLength(1);
    expect(client.log('t1').messages).toHaveLength(3);
    await world.advance(200);
    socket.reply('join_thread', 'thread_joined', joinedData([aMessage(4)], { last_seq: 5 }));
    expect(client.log('t1').outbox).toHaveLength(0);
    expect(seqsOf(client.log('t1'))).toEqual([1, 2, 3, 4, 5]);
  });

  it('WS-10: is sent again after a lost connection with the same id and after_seq', async () => {
    const { client, joined, at, confirm, sockets, world } = script();
    const first = await joined();
    client.sendMessage('t1', 'hello');
    await flush();
    const frame = first.last('send_message');
    first.break();
    await world.advanceUntil(() => sockets.length === 2);
    await confirm();
    expect(at(-1).count('send_message')).toBe(0);
    at(-1).reply('join_thread', 'thread_joined', joinedData(messages(4, 6)));
    expect(at(-1).last('send_message')).toMatchObject({ client_message_id: frame.client_message_id, after_seq: 3 });
  });

  it('is not sent again if the join returns its message', async () => {
    const { client, joined, at, confirm, sockets, world } = script();
    const first = await joined();
    client.sendMessage('t1', 'hello');
    await flush();
    const id = first.last('send_message').client_message_id as string;
    first.break();
    await world.advanceUntil(() => sockets.length === 2);
    await confirm();
    at(-1).reply('join_thread', 'thread_joined', joinedData([aMessage(4, { sender: alice, client_message_id: id })]));
    expect([at(-1).count('send_message'), client.outbox]).toEqual([0, []]);
  });

  it('WS-14: waits for the retry_after_ms of rate_limited', async () => {
    const { client, joined, world } = script();
    const socket = await joined();
    client.sendMessage('t1', 'hello');
    await flush();
    socket.reply('send_message', 'error', { code: 'rate_limited', message: 'slow', retry_after_ms: 700 });
    await world.advance(699);
    expect(socket.count('send_message')).toBe(1);
    await world.advance(1);
    expect(socket.count('send_message')).toBe(2);
    expect(client.outbox[0]?.status.kind).toBe('sending');
  });

  it('fails with the code of a refusal, does not hold up later ones, and can be retried or discarded', async () => {
    const { client, joined } = script();
    const socket = await joined();
    const result = client.sendMessage('t1', 'hello');
    if (!result.ok) throw new Error(result.error.message);
    const { id } = result.value;
    await flush();
    client.discard(id);
    client.retry(id);
    expect(socket.count('send_message')).toBe(1);
    socket.reply('send_message', 'error', { code: 'thread_inactive', message: 'closed' });
    expect(client.outbox).toMatchObject([{ id, status: { kind: 'failed', error: { code: 'thread_inactive' } } }]);
    client.sendMessage('t1', 'later');
    await flush();
    expect(socket.last('send_message').content).toBe('later');
    acceptSend(socket, 4);
    client.retry(id);
    await flush();
    expect(socket.last('send_message')).toMatchObject({ client_message_id: id, after_seq: 3 });
    socket.reply('send_message', 'error', { code: 'forbidden', message: 'no' });
    client.discard(id);
    expect(client.outbox).toEqual([]);
  });

  it('fails after many internal errors in a row', async () => {
    const { client, joined, world } = script({ timing: { requestTimeoutMs: 1e9 } });
    const socket = await joined();
    client.sendMessage('t1', 'hello');
    await flush();
    for (let attempt = 1; attempt <= 8; attempt += 1) {
      expect(client.outbox[0]?.status.kind).toBe('sending');
      await world.advanceUntil(() => socket.count('send_message') === attempt);
      socket.reply('send_message', 'error', { code: 'internal', message: 'sorry' });
    }
    expect(client.outbox[0]?.status).toMatchObject({ kind: 'failed', error: { code: 'internal' } });
  });

  it('WS-5: fails if its thread cannot be joined', async () => {
    const { client, connect } = script();
    const socket = await connect();
    client.sendMessage('t1', 'hello');
    socket.reply('join_thread', 'error', { code: 'not_found', message: 'none' });
    expect(client.outbox[0]?.status).toMatchObject({ kind: 'failed', error: { code: 'not_found' } });
  });
});
