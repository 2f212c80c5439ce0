import { beforeAll, describe, expect, it } from 'vitest';
import { applyChange } from '../../lambdas/chat/change-message.ts';
import { listMessages } from '../../lambdas/chat/list-messages.ts';
import { converse, type Conversation } from '../support/conversation.ts';
import { createWorld, type World } from '../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await createWorld();
});

const edit = (talk: Conversation, userId: string, seq: number, content: string) =>
  applyChange(world.as(userId), world.rules, talk.threadId, seq, { kind: 'edit', content });
const remove = (talk: Conversation, userId: string, seq: number) =>
  applyChange(world.as(userId), world.rules, talk.threadId, seq, { kind: 'delete' });
const messages = async (talk: Conversation) =>
  (await listMessages(world.as(talk.client), talk.threadId, { limit: 50 })).results;

describe('WS-13: editing', () => {
  it('changes content and edited_at, nothing else, and both see it', async () => {
    const talk = await converse(world);
    const { message } = await talk.send(talk.client, 'Hello', { client_message_id: 'c-1', metadata: { a: 1 } });
    world.clock.nowMs += 60_000;
    const edited = await edit(talk, talk.client, 1, 'Good morning');
    expect(edited).toEqual({
      ...message,
      content: 'Good morning',
      edited_at: new Date(world.clock.nowMs).toISOString(),
    });
    expect(await messages(talk)).toEqual([edited]);
  });

  it('of the last message shows in the thread', async () => {
    const talk = await converse(world);
    await talk.send(talk.client);
    await edit(talk, talk.client, 1, 'Good morning');
    expect((await talk.thread(talk.freelancer)).last_message?.preview).toBe('Good morning');
  });

  it('of an earlier message leaves the last one of the thread as it is', async () => {
    const talk = await converse(world);
    await talk.send(talk.client, 'First');
    await talk.send(talk.client, 'Second');
    await edit(talk, talk.client, 1, 'Changed');
    expect((await talk.thread(talk.freelancer)).last_message).toMatchObject({ seq: 2, preview: 'Second' });
  });

  it('is forbidden to the other participant, and changes nothing', async () => {
    const talk = await converse(world);
    await talk.send(talk.client);
    await expect(edit(talk, talk.freelancer, 1, 'Mine')).rejects.toMatchObject({ code: 'forbidden' });
    expect((await messages(talk))[0]).toMatchObject({ content: 'Hello', edited_at: null });
  });

  it('is forbidden after 15 minutes', async () => {
    const talk = await converse(world);
    await talk.send(talk.client);
    world.clock.nowMs += 15 * 60_000 + 1;
    await expect(edit(talk, talk.client, 1, 'Late')).rejects.toMatchObject({ code: 'forbidden' });
  });

  it('is not_found where there is no such message', async () => {
    const talk = await converse(world);
    await expect(edit(talk, talk.client, 1, 'Nothing')).rejects.toMatchObject({ code: 'not_found' });
  });

  it('of two at once ends with one of the two, in the message and in the thread', async () => {
    const talk = await converse(world);
    await talk.send(talk.client);
    await Promise.all([edit(talk, talk.client, 1, 'One'), edit(talk, talk.client, 1, 'Two')]);
    const [message] = await messages(talk);
    expect(['One', 'Two']).toContain(message?.content);
    expect((await talk.thread(talk.client)).last_message?.preview).toBe(message?.content);
  });

  it('does not hide what is said at the same time', async () => {
    const talk = await converse(world);
    await talk.send(talk.client);
    await Promise.all([edit(talk, talk.client, 1, 'Changed'), talk.send(talk.freelancer, 'Newer')]);
    expect((await talk.thread(talk.client)).last_message).toMatchObject({ seq: 2, preview: 'Newer' });
  });
});

describe('WS-13: deleting', () => {
  it('empties the message, which keeps its seq', async () => {
    const talk = await converse(world);
    await talk.sendMany(talk.client, 3);
    const deleted = await remove(talk, talk.client, 2);
    expect(deleted).toMatchObject({ seq: 2, content: '', deleted_at: new Date(world.clock.nowMs).toISOString() });
    expect((await messages(talk)).map((message) => message.content)).toEqual(['Message 1', '', 'Message 3']);
  });

  it('changes no count', async () => {
    const talk = await converse(world);
    await talk.sendMany(talk.client, 3);
    await remove(talk, talk.client, 3);
    expect(await talk.thread(talk.freelancer)).toMatchObject({ last_seq: 3, unread_count: 3 });
    expect(await talk.read(talk.freelancer)).toMatchObject({ count: 3 });
  });

  it('of the last message empties the preview', async () => {
    const talk = await converse(world);
    await talk.send(talk.client);
    await remove(talk, talk.client, 1);
    expect((await talk.thread(talk.freelancer)).last_message).toMatchObject({ seq: 1, preview: '' });
  });

  it('can be repeated', async () => {
    const talk = await converse(world);
    await talk.send(talk.client);
    const first = await remove(talk, talk.client, 1);
    world.clock.nowMs += 1_000;
    expect(await remove(talk, talk.client, 1)).toEqual(first);
  });

  it('leaves nothing of the text in the table', async () => {
    const talk = await converse(world);
    await talk.send(talk.client, 'a secret', { metadata: { note: 'a secret' } });
    await remove(talk, talk.client, 1);
    const { messages: log, thread } = await world.store.readThread(talk.threadId, { messages: 1, consistent: true });
    expect(JSON.stringify({ log, thread })).not.toContain('secret');
  });

  it('WS-10: is no reason to store a repeat of the message anew', async () => {
    const talk = await converse(world);
    await talk.send(talk.client, 'Hello', { client_message_id: 'c-1' });
    await remove(talk, talk.client, 1);
    expect(await talk.send(talk.client, 'Hello', { client_message_id: 'c-1' })).toMatchObject({
      repeat: true,
      message: { seq: 1, content: '' },
    });
  });
});
