import { describe, expect, it } from 'vitest';
import { memoryOutbox } from '../../../web/client/outbox-store/memory.ts';
import { aMessage, alice, joinedData, messages } from './objects.ts';
import { script, seqsOf } from './script.ts';
import { flush } from './world.ts';

describe('WS-10: after a conflict, the client', () => {
  const conflict = { code: 'conflict', message: 'too far back' };

  /** Alice's message has the `after_seq` 3, and after a reload the log starts at 150. */
  async function searching() {
    const store = memoryOutbox();
    await store.add({
      id: 'mine',
      userId: 'alice',
      threadId: 't1',
      content: 'hello',
      metadata: null,
      createdAtMs: 1,
      afterSeq: 3,
      failure: null,
    });
    const context = script({ outboxStore: store });
    const socket = await context.connect();
    socket.reply('join_thread', 'thread_joined', joinedData(messages(150, 160), { has_more: true }));
    socket.reply('send_message', 'error', conflict);
    socket.reply('join_thread', 'thread_joined', joinedData([], { last_seq: 160 }));
    return { ...context, socket };
  }

  it('finds its message and does not send again', async () => {
    const { client, socket } = await searching();
    expect(socket.last('join_thread')).toMatchObject({ after_seq: 3, limit: 100 });
    socket.reply('join_thread', 'thread_joined', joinedData(messages(4, 103), { has_more: true, last_seq: 160 }));
    expect(socket.last('join_thread')).toMatchObject({ after_seq: 103 });
    const mine = aMessage(105, { sender: alice, client_message_id: 'mine' });
    socket.reply('join_thread', 'thread_joined', joinedData([aMessage(104), mine], { has_more: true, last_seq: 160 }));
    expect([client.outbox, socket.count('send_message')]).toEqual([[], 1]);
    expect(seqsOf(client.log('t1'))[0]).toBe(150);
  });

  it('sends again with a newer after_seq if its message is not there', async () => {
    const { socket } = await searching();
    socket.reply('join_thread', 'thread_joined', joinedData(messages(4, 103), { has_more: true, last_seq: 160 }));
    socket.reply('join_thread', 'thread_joined', joinedData(messages(104, 160)));
    await flush();
    expect(socket.last('send_message')).toMatchObject({ client_message_id: 'mine', after_seq: 160 });
  });

  it('continues the search after an error, and fails if the conflict repeats', async () => {
    const { client, socket, world } = await searching();
    socket.reply('join_thread', 'error', { code: 'internal', message: 'sorry' });
    const before = socket.count('join_thread');
    await world.advanceUntil(() => socket.count('join_thread') > before);
    expect(socket.last('join_thread')).toMatchObject({ after_seq: 3 });
    socket.onsend = ({ action }) => {
      if (action === 'join_thread')
        world.after(1, () => socket.reply('join_thread', 'thread_joined', joinedData([], { last_seq: 160 })));
      if (action === 'send_message') world.after(1, () => socket.reply('send_message', 'error', conflict));
    };
    socket.reply('join_thread', 'thread_joined', joinedData([], { last_seq: 160 }));
    await world.advanceUntil(() => client.outbox[0]?.status.kind === 'failed');
    expect(client.outbox[0]?.status).toMatchObject({ error: { code: 'conflict' } });
  });
});
