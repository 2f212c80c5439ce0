import { beforeAll, describe, expect, it } from 'vitest';
import { listMessages } from '../../lambdas/chat/list-messages.ts';
import { sendMessage } from '../../lambdas/chat/send-message.ts';
import { converse } from '../support/conversation.ts';
import { createWorld, type World } from '../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await createWorld();
});

/** The whole log, page by page. */
async function logOf(userId: string, threadId: string) {
  const log: Awaited<ReturnType<typeof listMessages>>['results'] = [];
  for (let page = 0; page < 50; page += 1) {
    const { results, has_more: more } = await listMessages(world.as(userId), threadId, {
      limit: 100,
      after_seq: log.length,
    });
    log.push(...results);
    if (!more) return log;
  }
  throw new Error('the log has no end');
}

describe('sending', () => {
  it('answers with the message, every field of it', async () => {
    const talk = await converse(world);
    const { message, repeat } = await talk.send(talk.client, 'Hello', {
      client_message_id: 'c-1',
      metadata: { a: [1, null] },
    });
    expect(repeat).toBe(false);
    expect(message).toEqual({
      id: expect.any(String) as string,
      thread_id: talk.threadId,
      seq: 1,
      sender: { id: talk.client, username: talk.client },
      type: 'text',
      content: 'Hello',
      sent_at: new Date(world.clock.nowMs).toISOString(),
      edited_at: null,
      deleted_at: null,
      is_read: false,
      client_message_id: 'c-1',
      metadata: { a: [1, null] },
    });
  });

  it('shows in the thread as soon as it is answered', async () => {
    const talk = await converse(world);
    world.clock.nowMs += 1_000;
    await talk.send(talk.client, 'x'.repeat(150));
    expect(await talk.thread(talk.freelancer)).toMatchObject({
      last_seq: 1,
      unread_count: 1,
      last_message_at: new Date(world.clock.nowMs).toISOString(),
      last_message: { seq: 1, sender_id: talk.client, type: 'text', preview: 'x'.repeat(100) },
    });
  });

  it("never goes back in time where a process's clock does", async () => {
    const talk = await converse(world);
    const first = await talk.send(talk.client);
    const before = { ...world.as(talk.freelancer), nowMs: world.clock.nowMs - 5_000 };
    const second = await sendMessage(before, world.rules, { thread_id: talk.threadId, content: 'Hi', type: 'text' });
    expect(second.message.sent_at).toBe(first.message.sent_at);
  });

  it('seq is 1 … n without gap or repeat under 4 senders at once, and the counts are right', async () => {
    const talk = await converse(world);
    const senders = [talk.client, talk.client, talk.freelancer, talk.freelancer];
    await Promise.all(senders.map((sender) => talk.sendMany(sender, 125)));
    const log = await logOf(talk.client, talk.threadId);
    expect(log.map((message) => message.seq)).toEqual(Array.from({ length: 500 }, (_, index) => index + 1));
    expect(log.filter((message) => message.sender?.id === talk.client)).toHaveLength(250);
    expect(await talk.thread(talk.client)).toMatchObject({ last_seq: 500, unread_count: 250 });
    expect(await talk.thread(talk.freelancer)).toMatchObject({ last_seq: 500, unread_count: 250 });
  });

  it('accepts 40 messages of two users that all start at the same moment', async () => {
    const talk = await converse(world);
    const sent = Array.from({ length: 40 }, (_, index) =>
      talk.send(index % 2 === 0 ? talk.client : talk.freelancer, `${index}`),
    );
    const seqs = (await Promise.all(sent)).map(({ message }) => message.seq);
    expect(seqs.sort((a, b) => a - b)).toEqual(Array.from({ length: 40 }, (_, index) => index + 1));
  });
});
