import { describe, expect, it } from 'vitest';
import { aMessage, aPush, bob, joinedData, messages, timeAt } from './objects.ts';
import { script } from './script.ts';
import { flush } from './world.ts';

describe('editing, deleting, history', () => {
  it('WS-13: an edit resolves with the changed message or with the refusal', async () => {
    const { client, joined } = script();
    const socket = await joined();
    const editing = client.edit('t1', 2, '\nnew\u0000 ');
    expect(socket.last('edit_message')).toMatchObject({ seq: 2, content: 'new' });
    const edited = aMessage(2, { content: 'new', edited_at: timeAt(9) });
    socket.reply('edit_message', 'message_edited', edited);
    expect(await editing).toEqual({ ok: true, value: edited });
    expect(client.log('t1').messages[1]).toEqual(edited);
    const deleting = client.delete('t1', 1);
    socket.reply('delete_message', 'error', { code: 'forbidden', message: 'too late' });
    expect(await deleting).toEqual({ ok: false, error: { code: 'forbidden', message: 'too late' } });
    expect(await client.edit('t1', 2, ' ')).toMatchObject({
      ok: false,
      error: { code: 'bad_request', details: [{ field: 'content' }] },
    });
  });

  it('RE-2: a reaction resolves with the message, and is emitted once as message_updated', async () => {
    const { client, joined } = script();
    const socket = await joined();
    const updates: string[] = [];
    client.on('message_updated', ({ reactions }) => updates.push(reactions.map(({ emoji }) => emoji).join()));
    const adding = client.addReaction('t1', 2, '👍');
    expect(socket.last('add_reaction')).toMatchObject({ thread_id: 't1', seq: 2, emoji: '👍' });
    const reacted = aMessage(2, { revision: 1, reactions: [{ emoji: '👍', user_ids: ['alice'] }] });
    socket.reply('add_reaction', 'message_updated', reacted);
    socket.hear({ event: 'message_updated', data: reacted });
    expect(await adding).toEqual({ ok: true, value: reacted });
    expect(client.log('t1').messages[1]).toEqual(reacted);
    void client.removeReaction('t1', 2, '👍');
    expect(socket.last('remove_reaction')).toMatchObject({ seq: 2, emoji: '👍' });
    socket.hear({ event: 'message_updated', data: aMessage(2, { revision: 2 }) });
    socket.hear({ event: 'message_updated', data: reacted });
    expect(updates).toEqual(['👍', '']);
  });

  it('WS-13: an edit of an outdated revision fails with the message as it is', async () => {
    const { client, joined } = script();
    const socket = await joined();
    const editing = client.edit('t1', 2, 'new', 0);
    expect(socket.last('edit_message')).toMatchObject({ seq: 2, revision: 0 });
    const current = aMessage(2, { content: 'newer', edited_at: timeAt(9) });
    const details = [{ field: 'revision', message: 'is 1 by now', current }];
    socket.reply('edit_message', 'error', { code: 'conflict', message: 'revision: is 1 by now', details });
    expect(await editing).toMatchObject({ ok: false, error: { code: 'conflict', details } });
  });

  it('fetches the message again if it is unknown whether an edit was carried out', async () => {
    const { client, joined } = script();
    const socket = await joined();
    void client.edit('t1', 2, 'new');
    socket.hear({ message: 'Internal server error' });
    expect(socket.last('join_thread')).toMatchObject({ after_seq: 1 });
    void client.edit('t2', 2, 'new');
    socket.hear({ message: 'Internal server error' });
    expect(socket.count('join_thread')).toBe(2);
  });

  it('emits an edit and a delete once', async () => {
    const { client, joined } = script();
    const socket = await joined();
    const told: string[] = [];
    client.on('message_edited', ({ content }) => told.push(content));
    client.on('message_deleted', ({ seq }) => told.push(`deleted ${seq}`));
    const edited = { event: 'message_edited', data: aMessage(3, { content: 'new', edited_at: timeAt(9) }) };
    for (const frame of [edited, edited]) socket.hear(frame);
    socket.hear({
      event: 'message_deleted',
      data: aMessage(3, { content: '', edited_at: timeAt(9), deleted_at: timeAt(10) }),
    });
    socket.hear(edited);
    expect(told).toEqual(['new', 'deleted 3']);
    expect(client.log('t1').messages[2]?.content).toBe('');
  });

  it('loads a page of history once for simultaneous calls', async () => {
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

  it('resolves with the failure if history could not be loaded', async () => {
    const { client, connect } = script({}, () => ({ status: 500, body: { message: 'Internal Server Error' } }));
    const socket = await connect();
    void client.joinThread('t1');
    socket.reply('join_thread', 'thread_joined', joinedData(messages(11, 12), { has_more: true }));
    expect(await client.loadOlder('t1')).toMatchObject({ ok: false, error: { code: 'internal' } });
    expect(client.log('t1').hasOlder).toBe(true);
  });

  it('updates the name of a sender', async () => {
    const { client, joined } = script();
    const socket = await joined(0);
    socket.hear(aPush(1, { sender: null, type: 'job_update', metadata: { status: 'open' } }));
    socket.hear(aPush(2, { sender: bob }));
    expect(client.log('t1').messages.map((message) => message.sender?.id ?? null)).toEqual([null, 'bob']);
  });
});
