import { beforeAll, describe, expect, it } from 'vitest';
import { nextMessage } from '../../lambdas/chat/model/next-message.ts';
import { listMessages } from '../../lambdas/chat/list-messages.ts';
import type { LogMessage } from '../../lambdas/chat/model/types.ts';
import { sendMessage } from '../../lambdas/chat/send-message.ts';
import { setActive } from '../../lambdas/chat/set-active.ts';
import { fromMessage } from '../../lambdas/data/items/message.ts';
import { keys } from '../../lambdas/data/keys.ts';
import { converse, conversePresent, eventsTo, frameTo } from '../support/conversation.ts';
import { writeRows } from '../../measure/seed.ts';
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

/** Puts a log of the client's messages into a new thread, faster than sending them. */
async function seedLog(threadId: string, length: number): Promise<void> {
  const log: LogMessage[] = [];
  for (let seq = 1; seq <= length; seq += 1) {
    const fields = { type: 'text', content: 'x', metadata: null, countsAsUnread: true } as const;
    const draft = { ...fields, id: `seed-${seq}`, author: 'client', clientMessageId: `seed-${seq}` } as const;
    log.push(nextMessage(log.at(-1), draft, world.clock.nowMs, null));
  }
  await writeRows(
    world,
    log.map((message) => ({ ...keys.message(threadId, message.seq), ...fromMessage(message) })),
  );
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

describe('WS-10: repeating a send', () => {
  it('20 times at once stores one message and gives 20 equal answers', async () => {
    const talk = await converse(world);
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => talk.send(talk.client, 'Hello', { client_message_id: 'c-1', after_seq: 0 })),
    );
    expect(new Set(answers.map(({ message }) => JSON.stringify(message))).size).toBe(1);
    expect(answers.filter(({ repeat }) => !repeat)).toHaveLength(1);
    expect(await talk.thread(talk.freelancer)).toMatchObject({ last_seq: 1, unread_count: 1 });
  });

  it('20 times at once among other messages stores one message', async () => {
    const talk = await converse(world);
    const repeats = Array.from({ length: 20 }, () =>
      talk.send(talk.client, 'Hello', { client_message_id: 'c-1', after_seq: 0 }),
    );
    const others = Array.from({ length: 20 }, (_, index) => talk.send(talk.freelancer, `Other ${index}`));
    const seqs = new Set((await Promise.all(repeats)).map(({ message }) => message.seq));
    await Promise.all(others);
    expect(seqs.size).toBe(1);
    expect((await talk.thread(talk.client)).last_seq).toBe(21);
  });

  it('is answered with the first message, whatever the repeat says', async () => {
    const talk = await converse(world);
    const first = await talk.send(talk.client, 'Hello', { client_message_id: 'c-1' });
    world.clock.nowMs += 60_000;
    const second = await talk.send(talk.client, 'Something else', { client_message_id: 'c-1' });
    expect(second).toEqual({ message: first.message, repeat: true });
  });

  it('late is found by the after_seq of the first try, however much was said since', async () => {
    const talk = await converse(world);
    await talk.sendMany(talk.freelancer, 2);
    const first = await talk.send(talk.client, 'Hello', { client_message_id: 'late', after_seq: 2 });
    await talk.sendMany(talk.freelancer, 30);
    const late = await talk.send(talk.client, 'Hello', { client_message_id: 'late', after_seq: 2 });
    expect(late).toEqual({ message: first.message, repeat: true });
    expect((await talk.thread(talk.client)).last_seq).toBe(33);
  });

  it.each([1, 100])('is found among the newest even where its client now says after_seq %i', async (afterSeq) => {
    const talk = await converse(world);
    const first = await talk.send(talk.client, 'Hello', { client_message_id: 'moved', after_seq: 0 });
    const again = await talk.send(talk.client, 'Hello', { client_message_id: 'moved', after_seq: afterSeq });
    expect(again).toEqual({ message: first.message, repeat: true });
    expect((await talk.thread(talk.client)).last_seq).toBe(1);
  });

  it('without after_seq is found among the newest 20', async () => {
    const talk = await converse(world);
    await talk.send(talk.client, 'Hello', { client_message_id: 'c-1' });
    await talk.sendMany(talk.freelancer, 19);
    expect(await talk.send(talk.client, 'Hello', { client_message_id: 'c-1' })).toMatchObject({
      repeat: true,
      message: { seq: 1 },
    });
  });

  it('without after_seq is not looked for further back', async () => {
    const talk = await converse(world);
    await talk.send(talk.client, 'Hello', { client_message_id: 'c-1' });
    await talk.sendMany(talk.freelancer, 20);
    expect(await talk.send(talk.client, 'Hello', { client_message_id: 'c-1' })).toMatchObject({
      repeat: false,
      message: { seq: 22 },
    });
  });

  it('is another message by the other user', async () => {
    const talk = await converse(world);
    await talk.send(talk.client, 'Mine', { client_message_id: 'same' });
    expect(await talk.send(talk.freelancer, 'Yours', { client_message_id: 'same' })).toMatchObject({
      repeat: false,
      message: { seq: 2 },
    });
  });

  it('is another message in another thread', async () => {
    const talk = await converse(world);
    const other = await converse(world, { client: talk.client, freelancer: talk.freelancer, jobId: 'other' });
    await talk.send(talk.client, 'Here', { client_message_id: 'same' });
    expect(await other.send(talk.client, 'There', { client_message_id: 'same' })).toMatchObject({
      repeat: false,
      message: { seq: 1 },
    });
  });

  it('is answered in a thread that has become inactive', async () => {
    const talk = await converse(world);
    const first = await talk.send(talk.client, 'Hello', { client_message_id: 'c-1' });
    await setActive(world.as(talk.freelancer), talk.threadId, false);
    expect(await talk.send(talk.client, 'Hello', { client_message_id: 'c-1' })).toEqual({
      message: first.message,
      repeat: true,
    });
  });

  it('is pushed again', async () => {
    const talk = await conversePresent(world);
    const first = await talk.send(talk.client, 'Hello', { client_message_id: 'c-1' });
    world.pushed.length = 0;
    await talk.send(talk.client, 'Hello', { client_message_id: 'c-1' });
    expect(frameTo(world, `${talk.freelancer}-1`, 'new_message').data).toEqual(first.message);
  });

  it('is answered with the message as it is now', async () => {
    const talk = await converse(world);
    await talk.send(talk.client, 'Hello', { client_message_id: 'c-1' });
    await talk.read(talk.freelancer);
    expect((await talk.send(talk.client, 'Hello', { client_message_id: 'c-1' })).message.is_read).toBe(true);
  });

  it('by the gateway, with the same request id, is one message too', async () => {
    const talk = await converse(world);
    const ctx = world.as(talk.client);
    const send = () => sendMessage(ctx, world.rules, { thread_id: talk.threadId, content: 'Hello', type: 'text' });
    const first = await send();
    expect(await send()).toEqual({ message: first.message, repeat: true });
  });
});

describe('WS-10: a send whose first try could lie more than 1,000 messages back', () => {
  it('gets conflict, and nothing is stored or pushed', async () => {
    const talk = await conversePresent(world);
    await seedLog(talk.threadId, 1_001);
    await expect(talk.send(talk.client, 'Hello', { client_message_id: 'c-1', after_seq: 0 })).rejects.toMatchObject({
      code: 'conflict',
      details: [{ field: 'after_seq' }],
    });
    expect(eventsTo(world, `${talk.freelancer}-1`)).toEqual([]);
    expect((await talk.thread(talk.client)).last_seq).toBe(1_001);
  });

  it('is found 1,000 messages back', async () => {
    const talk = await converse(world);
    await seedLog(talk.threadId, 1_001);
    const { message, repeat } = await talk.send(talk.client, 'Hello', { client_message_id: 'seed-2', after_seq: 1 });
    expect([message.seq, repeat]).toEqual([2, true]);
  });

  it('is stored with an after_seq from which the client has looked', async () => {
    const talk = await converse(world);
    await seedLog(talk.threadId, 1_001);
    expect(await talk.send(talk.client, 'Hello', { client_message_id: 'new', after_seq: 1 })).toMatchObject({
      repeat: false,
      message: { seq: 1_002 },
    });
  });
});
