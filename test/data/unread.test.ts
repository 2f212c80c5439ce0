import { beforeAll, describe, expect, it } from 'vitest';
import { nextMessage } from '../../lambdas/chat/model/next-message.ts';
import { countUnread } from '../../lambdas/chat/count-unread.ts';
import { createThread } from '../../lambdas/chat/create-thread.ts';
import { deleteThread } from '../../lambdas/chat/delete-thread.ts';
import { listThreads } from '../../lambdas/chat/list-threads.ts';
import { converse, twoPeople, type Conversation } from '../support/conversation.ts';
import { createWorld, type World } from '../support/world.ts';

const hourMs = 3_600_000;

let world: World;
beforeAll(async () => {
  world = await createWorld();
});

const count = (userId: string) => countUnread(world.as(userId));

/** A message in the log whose sender died before anything else was written. */
async function leaveUnrecorded(talk: Conversation): Promise<void> {
  const { messages } = await world.store.readThread(talk.threadId, { messages: 1, consistent: true });
  const draft = {
    id: 'died',
    author: 'freelancer',
    type: 'text',
    content: 'Hi',
    clientMessageId: 'died',
    metadata: null,
    countsAsUnread: true,
  } as const;
  await world.store.appendMessage(talk.threadId, nextMessage(messages[0], draft, world.clock.nowMs, null));
}

describe('GET of unread-count', () => {
  it('is nothing for who has no threads', async () => {
    expect(await count('nobody')).toEqual({ unread_count: 0, threads: {} });
  });

  it('adds up the threads with unread messages and names no others', async () => {
    const { client } = twoPeople();
    const one = await converse(world, { client, freelancer: 'u-1' });
    const two = await converse(world, { client, freelancer: 'u-2' });
    await converse(world, { client, freelancer: 'u-3' });
    await one.sendMany('u-1', 2);
    await two.sendMany('u-2', 3);
    await two.send(client);
    expect(await count(client)).toEqual({ unread_count: 5, threads: { [one.threadId]: 2, [two.threadId]: 3 } });
  });

  it('goes down by reading', async () => {
    const talk = await converse(world);
    await talk.sendMany(talk.freelancer, 3);
    await talk.read(talk.client, 2);
    expect(await count(talk.client)).toEqual({ unread_count: 1, threads: { [talk.threadId]: 1 } });
    await talk.read(talk.client);
    expect(await count(talk.client)).toEqual({ unread_count: 0, threads: {} });
  });

  it('counts messages of the marketplace, but not those of counts_as_unread false', async () => {
    const talk = await converse(world);
    await talk.announce();
    await talk.announce({ counts_as_unread: false });
    expect((await count(talk.client)).unread_count).toBe(1);
  });

  it('remembers what was unread many hours ago', async () => {
    const talk = await converse(world);
    await talk.send(talk.freelancer);
    expect((await count(talk.client)).unread_count).toBe(1);
    for (let hours = 0; hours < 5; hours += 1) {
      world.clock.nowMs += 7 * hourMs;
      expect((await count(talk.client)).threads).toEqual({ [talk.threadId]: 1 });
    }
  });

  it('sees what was said at any hour since it was last asked', async () => {
    const talk = await converse(world);
    for (let asked = 1; asked <= 4; asked += 1) {
      world.clock.nowMs += 13 * hourMs;
      await talk.send(talk.freelancer);
      world.clock.nowMs += 5 * hourMs;
      expect((await count(talk.client)).unread_count).toBe(asked);
    }
  });

  it('sees a thread that is read and then has new messages in the same hour', async () => {
    const talk = await converse(world);
    await talk.send(talk.freelancer);
    await count(talk.client);
    await talk.read(talk.client);
    expect((await count(talk.client)).unread_count).toBe(0);
    await talk.send(talk.freelancer);
    expect((await count(talk.client)).unread_count).toBe(1);
  });

  it('sees a thread that is active in more than one page of the index', async () => {
    const { client } = twoPeople();
    for (let number = 1; number <= 60; number += 1) {
      const talk = await converse(world, { client, freelancer: `page-${number}` });
      await talk.send(`page-${number}`);
    }
    expect((await count(client)).unread_count).toBe(60);
  });

  it('sees a message whose record was mended only hours later', async () => {
    const talk = await converse(world);
    await leaveUnrecorded(talk);
    world.clock.nowMs += 5 * hourMs;
    await count(talk.client);
    world.clock.nowMs += 5 * hourMs;
    await world.join(talk.freelancer, talk.threadId);
    expect(await count(talk.client)).toEqual({ unread_count: 1, threads: { [talk.threadId]: 1 } });
  });

  it('is never below zero where a message was read before its record was made', async () => {
    const talk = await converse(world);
    await leaveUnrecorded(talk);
    expect(await talk.read(talk.client)).toMatchObject({ count: 1, up_to_seq: 1 });
    expect((await listThreads(world.as(talk.client), { limit: 50 })).results[0]?.unread_count).toBe(0);
    expect(await count(talk.client)).toEqual({ unread_count: 0, threads: {} });
  });

  it('leaves out a deleted thread, and counts all of it again once it is back', async () => {
    const talk = await converse(world);
    await talk.sendMany(talk.freelancer, 2);
    await count(talk.client);
    await deleteThread(world.as(talk.client), talk.threadId);
    expect((await count(talk.client)).unread_count).toBe(0);
    world.clock.nowMs += 30 * hourMs;
    expect((await count(talk.client)).unread_count).toBe(0);
    await createThread(world.as(talk.freelancer), { client: { id: talk.client }, freelancer: { id: talk.freelancer } });
    expect((await count(talk.client)).unread_count).toBe(2);
  });

  it('costs nothing for threads that are active but read, however many and however fresh', async () => {
    const { client } = twoPeople();
    const talks: Conversation[] = [];
    for (let number = 1; number <= 30; number += 1)
      talks.push(await converse(world, { client, freelancer: `fresh-${number}` }));
    for (const [index, talk] of talks.entries()) {
      await talk.send(talk.freelancer);
      if (index >= 3) await talk.read(client);
    }
    await count(client);
    for (const talk of talks.slice(0, 10)) await talk.send(talk.freelancer);
    const cost = await world.meter.of(async () => expect((await count(client)).unread_count).toBe(13));
    expect(cost).toMatchObject({ writeUnits: 0, calls: 2 });
    expect(cost.readUnits).toBeLessThanOrEqual(10 * 0.5 + 1);
  });

  it('is right for both when they ask at the same time as they talk', async () => {
    const talk = await converse(world);
    await Promise.all([
      talk.sendMany(talk.client, 5),
      talk.sendMany(talk.freelancer, 5),
      count(talk.client),
      count(talk.freelancer),
      count(talk.client),
    ]);
    expect([(await count(talk.client)).unread_count, (await count(talk.freelancer)).unread_count]).toEqual([5, 5]);
  });
});
