import { describe, expect, it } from 'vitest';
import type { OutboxStore } from '@marketplace-chat/client';
import { memoryOutbox } from '../../../web/client/outbox-store/memory.ts';
import { aMessage, alice, joinedData, messages } from './objects.ts';
import { aToken, acceptSend, script } from './script.ts';
import { flush } from './world.ts';

describe('the outbox in a store', () => {
  it('WS-10: is written before a message is sent, so that a retry after a reload has the same after_seq', async () => {
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

  it('shows and sends the messages of an earlier run in order, and removes them once they are sent', async () => {
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
      acceptSend(at(-1), seq);
    }
    await flush();
    expect(client.log('t1').messages.map((message) => message.content)).toEqual(['one', 'two', 'three']);
    expect(await store.adopt('alice')).toEqual([]);
  });

  it('drops an entry whose message is already in the log', async () => {
    const store = memoryOutbox();
    const { client, joined, device } = script({ outboxStore: store });
    const socket = await joined();
    socket.hear({ event: 'new_message', data: aMessage(4, { sender: alice, client_message_id: 'other-tab' }) });
    await store.add({
      id: 'other-tab',
      userId: 'alice',
      threadId: 't1',
      content: 'x',
      metadata: null,
      createdAtMs: 1,
      afterSeq: 3,
      failure: null,
    });
    device.change('wake');
    await flush();
    expect([client.outbox, await store.adopt('alice')]).toEqual([[], []]);
    expect(socket.count('send_message')).toBe(0);
  });

  it('uses the after_seq of a faster tab, and drops what another tab has sent', async () => {
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
    acceptSend(at(-1), 8);
    await flush();
    expect([at(-1).count('send_message'), client.outbox]).toEqual([1, []]);
  });

  it('does not prevent sending if it cannot be written or read', async () => {
    const broken = () => Promise.reject(new Error('disk full'));
    const { client, joined } = script({
      outboxStore: { adopt: broken, add: broken, update: broken, remove: broken, count: broken, clear: broken },
    });
    const failures: string[] = [];
    client.on('failure', ({ code, message }) => failures.push(`${code} ${message}`));
    const socket = await joined();
    client.sendMessage('t1', 'hello');
    await flush();
    acceptSend(socket, 4);
    await flush();
    expect(client.outbox).toEqual([]);
    expect(failures).toEqual(['storage The outbox cannot be saved: disk full']);
    client.sendMessage('t1', 'another');
    expect(await client.countUnsent()).toBe(1);
    await client.forget();
    expect([client.outbox, await client.countUnsent()]).toEqual([[], 0]);
  });

  it('is counted with the messages of other tabs, and removed when the user signs out', async () => {
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

  it('stays removed if it was being read at that moment', async () => {
    const store = memoryOutbox();
    await store.add({
      id: 'x',
      userId: 'alice',
      threadId: 't1',
      content: 'x',
      metadata: null,
      createdAtMs: 1,
      afterSeq: null,
      failure: null,
    });
    const { client } = script({ outboxStore: store });
    void client.connect('t');
    await client.forget();
    await flush();
    expect([client.outbox, await store.count('alice')]).toEqual([[], 0]);
  });

  it('belongs to one user, who is known from the options, the token or the server', async () => {
    const store = memoryOutbox();
    await store.add({
      id: 'x',
      userId: 'alice',
      threadId: 't1',
      content: "alice's",
      metadata: null,
      createdAtMs: 1,
      afterSeq: null,
      failure: null,
    });
    const { client, confirm, at } = script({ outboxStore: store, userId: undefined });
    client.sendMessage('t1', 'early');
    void client.connect(async () => aToken({ sub: 'alice' }));
    await flush();
    expect(client.outbox.map((entry) => entry.content).sort()).toEqual(["alice's", 'early']);
    await confirm(at(-1), { id: 'bob', username: 'Bob' });
    expect(client.outbox).toEqual([]);
    expect((await store.adopt('alice')).map((entry) => entry.content).sort()).toEqual(["alice's", 'early']);
  });
});
