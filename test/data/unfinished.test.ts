import { beforeAll, describe, expect, test } from 'vitest';
import { countUnread } from '../../lambdas/chat/count-unread.ts';
import { createThread } from '../../lambdas/chat/create-thread.ts';
import { deleteThread } from '../../lambdas/chat/delete-thread.ts';
import { listThreads } from '../../lambdas/chat/list-threads.ts';
import { nextMessage } from '../../lambdas/chat/model/next-message.ts';
import { postSystemMessage } from '../../lambdas/chat/post-system-message.ts';
import { setActive } from '../../lambdas/chat/set-active.ts';
import type { SystemEvent } from '../../protocol/system-event.ts';
import { converse, conversePresent, eventOf, eventsTo, frameTo, type Conversation } from '../support/conversation.ts';
import { storeBetween } from '../support/dynamo-between.ts';
import { createWorld, type World } from '../support/world.ts';

/** What a process left undone when it died, and who completes it. */

const hourMs = 3_600_000;

let world: World;
beforeAll(async () => {
  world = await createWorld();
});

const post = (event: SystemEvent) => postSystemMessage(world.as('marketplace'), event);

/** Posts the event by a process that dies as soon as the message is committed. */
async function dieAfterCommit(event: SystemEvent): Promise<void> {
  const store = storeBetween(world, async ({ operation }, pass) => {
    const answer = await pass();
    if (operation === 'TransactWriteItems') throw new Error('died');
    return answer;
  });
  await expect(postSystemMessage({ ...world.as('marketplace'), store }, event)).rejects.toThrow('died');
  world.pushed.length = 0;
}

/** Posts the event by a process that dies over its pushes. */
async function dieOverPushes(event: SystemEvent): Promise<void> {
  const ctx = world.as('marketplace');
  const sockets = { ...ctx.sockets, post: () => Promise.reject(new Error('died')) };
  await expect(postSystemMessage({ ...ctx, sockets }, event)).rejects.toThrow('died');
  world.pushed.length = 0;
}

/** A message of the freelancer that is committed, but whose sender died before it had written anything else. */
async function commitOnly(talk: Conversation): Promise<void> {
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

describe('a deleted thread with a marketplace message whose process died', () => {
  test.each([
    ['join_thread', async (talk: Conversation) => (await world.join(talk.client, talk.threadId)).thread],
    [
      'POST of its triple',
      async ({ client, freelancer }: Conversation) =>
        (await createThread(world.as(client), world.rules, { client: { id: client }, freelancer: { id: freelancer } }))
          .thread,
    ],
    ['PATCH', (talk: Conversation) => setActive(world.as(talk.client), talk.threadId, true)],
    [
      'send_message',
      async (talk: Conversation) => {
        await talk.send(talk.freelancer);
        return { ...(await talk.thread(talk.client)), last_seq: 1, unread_count: 1 };
      },
    ],
  ])('comes back, active, by %s: the answer says so, and both are notified', async (_, act) => {
    const talk = await converse(world);
    await deleteThread(world.as(talk.client), talk.threadId);
    for (const userId of [talk.client, talk.freelancer]) await world.connect(userId, `${userId}-2`);
    await dieAfterCommit(eventOf({ thread_id: talk.threadId }));
    expect(await act(talk)).toMatchObject({ is_active: true, last_seq: 1, unread_count: 1 });
    for (const userId of [talk.client, talk.freelancer]) {
      expect(world.framesTo(`${userId}-2`)[0]).toMatchObject({
        event: 'thread_updated',
        data: { thread: { is_active: true, last_seq: 1 } },
      });
    }
  });

  test('is announced with the message by the repeat of the event, in an open conversation too', async () => {
    const talk = await conversePresent(world);
    await deleteThread(world.as(talk.client), talk.threadId);
    const event = eventOf({ thread_id: talk.threadId });
    await dieOverPushes(event);
    await post(event);
    const { thread } = frameTo(world, `${talk.client}-1`, 'thread_updated').data;
    expect(thread).toMatchObject({ is_active: true, unread_count: 1 });
    expect(eventsTo(world, `${talk.client}-1`)).toContain('new_message');
  });
});

describe('a system message', () => {
  test('whose process died is pushed by the repeat of its event, once, though another message came in between', async () => {
    const talk = await conversePresent(world);
    const event = eventOf({ thread_id: talk.threadId, content: 'first' });
    await dieAfterCommit(event);
    await talk.send(talk.client, 'second');
    world.pushed.length = 0;
    expect(await post(event)).toMatchObject({ duplicate: true, message: { content: 'first' } });
    expect(frameTo(world, `${talk.freelancer}-1`, 'new_message').data.content).toBe('first');
    world.pushed.length = 0;
    await post(event);
    expect(world.pushed).toEqual([]);
  });

  test('is in the thread and in the lists before anybody is notified', async () => {
    const talk = await conversePresent(world);
    await world.connect(talk.client, `${talk.client}-2`);
    const ctx = world.as('marketplace');
    const seen: unknown[] = [];
    const look: typeof ctx.sockets.post = async (recipients, frame) => {
      const { results } = await listThreads(world.as(talk.client), { limit: 1 });
      const { unread_count: unread } = await countUnread(world.as(talk.client));
      seen.push({ lastSeq: results[0]?.last_seq, unread });
      return ctx.sockets.post(recipients, frame);
    };
    const event = eventOf({ thread_id: talk.threadId });
    await postSystemMessage({ ...ctx, sockets: { ...ctx.sockets, post: look } }, event);
    expect(seen.length).toBeGreaterThan(2);
    expect(new Set(seen.map((one) => JSON.stringify(one)))).toEqual(new Set(['{"lastSeq":1,"unread":1}']));
  });
});

describe('the unread count of a message that was only committed', () => {
  test('is right once a join has completed it, even hours later', async () => {
    const talk = await converse(world);
    await commitOnly(talk);
    for (let asked = 0; asked < 2; asked += 1) {
      world.clock.nowMs += 5 * hourMs;
      if (asked === 0) await countUnread(world.as(talk.client));
    }
    await world.join(talk.freelancer, talk.threadId);
    expect(await countUnread(world.as(talk.client))).toEqual({ unread_count: 1, threads: { [talk.threadId]: 1 } });
  });

  test('WS-11: is never below zero if it is read before', async () => {
    const talk = await converse(world);
    await commitOnly(talk);
    expect(await talk.read(talk.client)).toMatchObject({ count: 1, up_to_seq: 1 });
    expect((await listThreads(world.as(talk.client), { limit: 50 })).results[0]?.unread_count).toBe(0);
    expect(await countUnread(world.as(talk.client))).toEqual({ unread_count: 0, threads: {} });
  });
});
