import { describe, expect, it } from 'vitest';
import { limits } from '../../../protocol/limits.ts';
import type { OutboxStore } from '../../../web/client/index.ts';
import { memoryOutbox } from '../../../web/client/outbox-memory.ts';
import { aMessage, alice, joinedData, messages } from './objects.ts';
import { aToken, script, seqsOf } from './script.ts';
import { flush, type FakeSocket } from './world.ts';

/** The reply to the last send: its message, stored at `seq`. */
function accept(socket: FakeSocket, seq: number): void {
  const { client_message_id, content } = socket.last('send_message');
  socket.reply('send_message', 'new_message', aMessage(seq, { sender: alice, client_message_id: client_message_id as string, content: content as string }));
}

const texts = (socket: FakeSocket) => socket.sent.filter((frame) => frame.action === 'send_message').map((frame) => frame.content);

describe('a message to send', () => {
  it('is shown at once, sent with its id and after_seq, and moves into the log in one step (WS-10)', async () => {
    const { client, joined } = script();
    const socket = await joined();
    const ids: string[] = [];
    client.on('sent', ({ id, message }) => ids.push(`${id} ${message.seq}`));
    const result = client.sendMessage('t1', ' hello\r ', { colour: 'red' });
    if (!result.ok) throw new Error(result.error.message);
    expect(client.log('t1').outbox).toMatchObject([{ content: 'hello', status: { kind: 'sending' } }]);
    await flush();
    const { id } = result.value;
    expect(socket.last('send_message')).toMatchObject({ content: 'hello', client_message_id: id, after_seq: 3, metadata: { colour: 'red' } });
    const sizes: number[] = [];
    client.on('log', (log) => sizes.push(log.messages.length + log.outbox.length));
    accept(socket, 4);
    expect(sizes).toEqual([4]);
    expect([client.outbox, seqsOf(client.log('t1')), ids]).toEqual([[], [1, 2, 3, 4], [`${id} 4`]]);
  });

  it('waits for the one before it in its thread, not for those of other threads', async () => {
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
    socket.hear({ event: 'new_message', data: aMessage(4, { sender: alice, client_message_id: one.client_message_id as string }) });
    await flush();
    expect(texts(socket)).toEqual(['one', 'other', 'two']);
  });

  it('is refused at once where it is empty, too long or no Unicode, or its metadata too large (WS-12)', async () => {
    const { client } = script();
    const refusal = { ok: false, error: { code: 'bad_request' } };
    expect(client.sendMessage('t1', ' \u0000\n')).toMatchObject(refusal);
    expect(client.sendMessage('t1', '😀'.repeat(limits.contentChars + 1))).toMatchObject(refusal);
    expect(client.sendMessage('t1', '\ud800')).toMatchObject(refusal);
    expect(client.sendMessage('t1', 'x', { text: 'x'.repeat(limits.metadataBytes) })).toMatchObject(refusal);
    expect(client.sendMessage('t1', '😀'.repeat(limits.contentChars))).toMatchObject({ ok: true });
  });

  it('joins its thread by itself, and leaves it once it is sent', async () => {
    const { client, connect } = script();
    const socket = await connect();
    client.sendMessage('t1', 'hello');
    socket.reply('join_thread', 'thread_joined', joinedData(messages(1, 2)));
    await flush();
    accept(socket, 3);
    expect(socket.count('leave_thread')).toBe(1);
    expect(client.log('t1').status.kind).toBe('left');
  });

  it('stays visible until the messages before it are there', async () => {
    const { client, joined, world } = script();
    const socket = await joined();
    client.sendMessage('t1', 'hello');
    await flush();
    accept(socket, 5);
    expect(client.log('t1').outbox).toHaveLength(1);
    expect(client.log('t1').messages).toHaveLength(3);
    await world.advance(200);
    socket.reply('join_thread', 'thread_joined', joinedData([aMessage(4)], { last_seq: 5 }));
    expect(client.log('t1').outbox).toHaveLength(0);
    expect(seqsOf(client.log('t1'))).toEqual([1, 2, 3, 4, 5]);
  });

  it('is sent again with the same id and after_seq after a loss, once the thread is caught up', async () => {
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

  it('is not sent again where its message comes back with the thread', async () => {
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

  it('waits as long as rate_limited says (WS-14)', async () => {
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

  it('fails with the code of a refusal, lets later ones pass, and can be retried or discarded', async () => {
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
    accept(socket, 4);
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

  it('fails with its thread where that cannot be joined (WS-5)', async () => {
    const { client, connect } = script();
    const socket = await connect();
    client.sendMessage('t1', 'hello');
    socket.reply('join_thread', 'error', { code: 'not_found', message: 'none' });
    expect(client.outbox[0]?.status).toMatchObject({ kind: 'failed', error: { code: 'not_found' } });
  });
});

describe('after a conflict (WS-10)', () => {
  const conflict = { code: 'conflict', message: 'too far back' };

  /** Alice's message has the `after_seq` 3, and after a reload the log begins at 150. */
  async function searching() {
    const store = memoryOutbox();
    await store.add({ id: 'mine', userId: 'alice', threadId: 't1', content: 'hello', metadata: null, createdAtMs: 1, afterSeq: 3, failure: null });
    const context = script({ outboxStore: store });
    const socket = await context.connect();
    socket.reply('join_thread', 'thread_joined', joinedData(messages(150, 160), { has_more: true }));
    socket.reply('send_message', 'error', conflict);
    socket.reply('join_thread', 'thread_joined', joinedData([], { last_seq: 160 }));
    return { ...context, socket };
  }

  it('finds its message and sends nothing', async () => {
    const { client, socket } = await searching();
    expect(socket.last('join_thread')).toMatchObject({ after_seq: 3, limit: 100 });
    socket.reply('join_thread', 'thread_joined', joinedData(messages(4, 103), { has_more: true, last_seq: 160 }));
    expect(socket.last('join_thread')).toMatchObject({ after_seq: 103 });
    const mine = aMessage(105, { sender: alice, client_message_id: 'mine' });
    socket.reply('join_thread', 'thread_joined', joinedData([aMessage(104), mine], { has_more: true, last_seq: 160 }));
    expect([client.outbox, socket.count('send_message')]).toEqual([[], 1]);
    expect(seqsOf(client.log('t1'))[0]).toBe(150);
  });

  it('sends anew from the end of the thread where its message is nowhere', async () => {
    const { socket } = await searching();
    socket.reply('join_thread', 'thread_joined', joinedData(messages(4, 103), { has_more: true, last_seq: 160 }));
    socket.reply('join_thread', 'thread_joined', joinedData(messages(104, 160)));
    await flush();
    expect(socket.last('send_message')).toMatchObject({ client_message_id: 'mine', after_seq: 160 });
  });

  it('searches on after an error, and fails where the conflict never ends', async () => {
    const { client, socket, world } = await searching();
    socket.reply('join_thread', 'error', { code: 'internal', message: 'sorry' });
    const before = socket.count('join_thread');
    await world.advanceUntil(() => socket.count('join_thread') > before);
    expect(socket.last('join_thread')).toMatchObject({ after_seq: 3 });
    socket.onsend = ({ action }) => {
      if (action === 'join_thread') world.after(1, () => socket.reply('join_thread', 'thread_joined', joinedData([], { last_seq: 160 })));
      if (action === 'send_message') world.after(1, () => socket.reply('send_message', 'error', conflict));
    };
    socket.reply('join_thread', 'thread_joined', joinedData([], { last_seq: 160 }));
    await world.advanceUntil(() => client.outbox[0]?.status.kind === 'failed');
    expect(client.outbox[0]?.status).toMatchObject({ error: { code: 'conflict' } });
  });
});

describe('an outbox on disk', () => {
  it('is written before anything is sent, so that a retry after a reload has the same after_seq', async () => {
    let written = () => {};
    const store: OutboxStore = { ...memoryOutbox(), add: () => new Promise((resolve) => (written = resolve)) };
    const { client, joined } = script({ outboxStore: store });
    const socket = await joined();
    client.sendMessage('t1', 'hello');
    await flush();
    expect(socket.count('send_message')).toBe(0);
    written();
    await flush();
    expect(socket.count('send_message')).toBe(1);
  });

  it('shows and sends in their order what an earlier run left, and forgets it once it is sent', async () => {
    const store = memoryOutbox();
    const before = script({ outboxStore: store });
    void before.client.connect('t');
    for (const text of ['one', 'two', 'three']) before.client.sendMessage('t1', text);
    await flush();
    before.client.disconnect();

    const { client, connect, at } = script({ outboxStore: store });
    void client.connect('t');
    await flush();
    expect(client.outbox.map((entry) => entry.content)).toEqual(['one', 'two', 'three']);
    await connect();
    at(-1).reply('join_thread', 'thread_joined', joinedData([]));
    for (const seq of [1, 2, 3]) {
      await flush();
      accept(at(-1), seq);
    }
    await flush();
    expect(client.log('t1').messages.map((message) => message.content)).toEqual(['one', 'two', 'three']);
    expect(await store.adopt('alice')).toEqual([]);
  });

  it('drops what it finds in the log already', async () => {
    const store = memoryOutbox();
    const { client, joined, device } = script({ outboxStore: store });
    const socket = await joined();
    socket.hear({ event: 'new_message', data: aMessage(4, { sender: alice, client_message_id: 'other-tab' }) });
    await store.add({ id: 'other-tab', userId: 'alice', threadId: 't1', content: 'x', metadata: null, createdAtMs: 1, afterSeq: 3, failure: null });
    device.change('wake');
    await flush();
    expect([client.outbox, await store.adopt('alice')]).toEqual([[], []]);
    expect(socket.count('send_message')).toBe(0);
  });

  it('takes the after_seq of the tab that was faster, and lets go of what another tab has sent', async () => {
    const store = memoryOutbox();
    const { client, connect, at } = script({ outboxStore: store });
    void client.connect('t');
    client.sendMessage('t1', 'shared');
    client.sendMessage('t1', 'gone');
    await flush();
    const [shared, gone] = await store.adopt('alice');
    await store.update({ ...shared!, afterSeq: 7 }, null);
    await store.remove(gone!.id);
    await connect();
    at(-1).reply('join_thread', 'thread_joined', joinedData(messages(5, 9), { has_more: true }));
    await flush();
    expect(at(-1).last('send_message')).toMatchObject({ content: 'shared', after_seq: 7 });
    accept(at(-1), 8);
    await flush();
    expect([at(-1).count('send_message'), client.outbox]).toEqual([1, []]);
  });

  it('that cannot be written or read does not keep messages from being sent', async () => {
    const broken = () => Promise.reject(new Error('disk full'));
    const { client, joined } = script({ outboxStore: { adopt: broken, add: broken, update: broken, remove: broken, count: broken, clear: broken } });
    const failures: string[] = [];
    client.on('failure', ({ code, message }) => failures.push(`${code} ${message}`));
    const socket = await joined();
    client.sendMessage('t1', 'hello');
    await flush();
    accept(socket, 4);
    await flush();
    expect(client.outbox).toEqual([]);
    expect(failures).toEqual(['storage The outbox cannot be kept: disk full']);
    client.sendMessage('t1', 'another');
    expect(await client.countUnsent()).toBe(1);
    await client.forget();
    expect([client.outbox, await client.countUnsent()]).toEqual([[], 0]);
  });

  it('is counted, other tabs\' messages included, and forgotten when the user signs out', async () => {
    const store = memoryOutbox();
    const stored = { threadId: 't1', content: 'x', metadata: null, createdAtMs: 1, afterSeq: null, failure: null };
    await store.add({ ...stored, id: 'bobs', userId: 'bob' });
    const { client, joined } = script({ outboxStore: store });
    const socket = await joined();
    await store.add({ ...stored, id: 'of-another-tab', userId: 'alice' });
    client.sendMessage('t1', 'unsent');
    expect(await client.countUnsent()).toBe(2);
    await client.forget();
    expect([client.connection.kind, client.outbox, socket.isClosed]).toEqual(['idle', [], true]);
    expect([await store.count('alice'), await store.count('bob')]).toEqual([0, 1]);
  });

  it('stays forgotten where it was about to be read', async () => {
    const store = memoryOutbox();
    await store.add({ id: 'x', userId: 'alice', threadId: 't1', content: 'x', metadata: null, createdAtMs: 1, afterSeq: null, failure: null });
    const { client } = script({ outboxStore: store });
    void client.connect('t');
    await client.forget();
    await flush();
    expect([client.outbox, await store.count('alice')]).toEqual([[], 0]);
  });

  it('belongs to one user: known from the options, the token, or the server', async () => {
    const store = memoryOutbox();
    await store.add({ id: 'x', userId: 'alice', threadId: 't1', content: 'alice\'s', metadata: null, createdAtMs: 1, afterSeq: null, failure: null });
    const { client, confirm, at } = script({ outboxStore: store, userId: undefined });
    client.sendMessage('t1', 'early');
    void client.connect(async () => aToken({ sub: 'alice' }));
    await flush();
    expect(client.outbox.map((entry) => entry.content).sort()).toEqual(['alice\'s', 'early']);
    await confirm(at(-1), { id: 'bob', username: 'Bob' });
    expect(client.outbox).toEqual([]);
    expect((await store.adopt('alice')).map((entry) => entry.content).sort()).toEqual(['alice\'s', 'early']);
  });
});
