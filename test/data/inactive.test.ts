import { beforeAll, describe, expect, it } from 'vitest';
import { applyChange } from '../../lambdas/chat/change-message.ts';
import { countUnread } from '../../lambdas/chat/count-unread.ts';
import { createThread } from '../../lambdas/chat/create-thread.ts';
import { deleteThread } from '../../lambdas/chat/delete-thread.ts';
import { listMessages } from '../../lambdas/chat/list-messages.ts';
import { listThreads } from '../../lambdas/chat/list-threads.ts';
import { postSystemMessage } from '../../lambdas/chat/post-system-message.ts';
import { setActive } from '../../lambdas/chat/set-active.ts';
import { converse, conversePresent, eventOf, eventsTo, frameTo, type Conversation } from '../support/conversation.ts';
import { storeBetween } from '../support/dynamo-between.ts';
import { createWorld, type World } from '../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await createWorld();
});

const setTo = (talk: Conversation, isActive: boolean, userId = talk.client) =>
  setActive(world.as(userId), talk.threadId, isActive);
const remove = (talk: Conversation, userId = talk.client) => deleteThread(world.as(userId), talk.threadId);
const listed = async (userId: string) =>
  (await listThreads(world.as(userId), { limit: 50 })).results.map((thread) => thread.id);
const unread = async (userId: string) => (await countUnread(world.as(userId))).unread_count;
const createAgain = (talk: Conversation, userId: string) =>
  createThread(world.as(userId), { client: { id: talk.client }, freelancer: { id: talk.freelancer } });

describe('WS-16: an inactive thread', () => {
  it('refuses send_message with thread_inactive, and stores nothing', async () => {
    const talk = await converse(world);
    expect(await setTo(talk, false)).toMatchObject({ id: talk.threadId, is_active: false });
    await expect(talk.send(talk.client)).rejects.toMatchObject({ code: 'thread_inactive' });
    await expect(talk.send(talk.freelancer, 'Hi', { client_message_id: 'c-1', after_seq: 0 })).rejects.toMatchObject({
      code: 'thread_inactive',
    });
    expect((await talk.thread(talk.client)).last_seq).toBe(0);
  });

  it('can be read, joined and marked as read', async () => {
    const talk = await converse(world);
    await talk.send(talk.freelancer);
    await setTo(talk, false);
    expect((await listMessages(world.as(talk.client), talk.threadId, { limit: 50 })).results).toHaveLength(1);
    expect((await world.join(talk.client, talk.threadId)).thread.is_active).toBe(false);
    expect(await talk.read(talk.client)).toMatchObject({ count: 1 });
  });

  it('takes messages again once it is active', async () => {
    const talk = await converse(world);
    await setTo(talk, false);
    await setTo(talk, true, talk.freelancer);
    expect((await talk.send(talk.client)).message.seq).toBe(1);
  });

  it('stays in both lists and counts', async () => {
    const talk = await converse(world);
    await talk.send(talk.freelancer);
    await setTo(talk, false);
    expect([await listed(talk.client), await unread(talk.client)]).toEqual([[talk.threadId], 1]);
  });

  it('gets messages of the marketplace, and stays inactive', async () => {
    const talk = await converse(world);
    await setTo(talk, false);
    const { message } = await talk.announce();
    expect(message.seq).toBe(1);
    expect((await talk.thread(talk.client)).is_active).toBe(false);
  });

  it('stays inactive when it is asked for again by its triple', async () => {
    const talk = await converse(world);
    await setTo(talk, false);
    expect((await createAgain(talk, talk.freelancer)).thread.is_active).toBe(false);
  });
});

describe('a deleted thread', () => {
  it('becomes inactive for both', async () => {
    const talk = await converse(world);
    await remove(talk);
    expect((await talk.thread(talk.freelancer)).is_active).toBe(false);
    await expect(talk.send(talk.freelancer)).rejects.toMatchObject({ code: 'thread_inactive' });
  });

  it("leaves the caller's list and unread count, and only theirs", async () => {
    const talk = await converse(world);
    await talk.send(talk.freelancer);
    await talk.send(talk.client);
    expect(await unread(talk.client)).toBe(1);
    await remove(talk);
    expect([await listed(talk.client), await unread(talk.client)]).toEqual([[], 0]);
    expect([await listed(talk.freelancer), await unread(talk.freelancer)]).toEqual([[talk.threadId], 1]);
  });

  it('has nothing unread for who has deleted it, wherever it is shown; for the other it has', async () => {
    const talk = await converse(world);
    await talk.send(talk.freelancer);
    await talk.send(talk.client);
    for (const userId of [talk.client, talk.freelancer]) await world.connect(userId, `${userId}-1`);
    world.pushed.length = 0;
    await remove(talk);
    const pushed = (userId: string) => frameTo(world, `${userId}-1`, 'thread_updated').data.thread.unread_count;
    expect([pushed(talk.client), pushed(talk.freelancer)]).toEqual([0, 1]);
    expect([(await talk.thread(talk.client)).unread_count, (await talk.thread(talk.freelancer)).unread_count]).toEqual([
      0, 1,
    ]);
    expect((await createAgain(talk, talk.client)).thread.unread_count).toBe(1);
  });

  it('can still be read, as evidence', async () => {
    const talk = await converse(world);
    await talk.send(talk.freelancer, 'I promise');
    await remove(talk);
    expect((await talk.thread(talk.client)).id).toBe(talk.threadId);
    expect((await listMessages(world.as(talk.client), talk.threadId, { limit: 50 })).results[0]?.content).toBe(
      'I promise',
    );
  });

  it('can be deleted again', async () => {
    const talk = await converse(world);
    await remove(talk);
    await remove(talk);
    expect(await listed(talk.client)).toEqual([]);
  });

  it('stays out of the list when one of its messages is edited', async () => {
    const talk = await converse(world);
    await talk.send(talk.freelancer);
    await remove(talk);
    await applyChange(world.as(talk.freelancer), world.rules, talk.threadId, 1, { kind: 'edit', content: 'Changed' });
    expect([await listed(talk.client), await unread(talk.client)]).toEqual([[], 0]);
  });

  it('that had been set inactive before leaves the list too', async () => {
    const talk = await converse(world);
    await setTo(talk, false);
    await remove(talk);
    expect(await listed(talk.client)).toEqual([]);
  });
});

describe('a deleted thread comes back to both lists, active,', () => {
  const cases: [string, (talk: Conversation) => Promise<unknown>][] = [
    ['by POST of its triple by who had deleted it', (talk) => createAgain(talk, talk.client)],
    ['by POST of its triple by the other', (talk) => createAgain(talk, talk.freelancer)],
    ['by a message of the marketplace', (talk) => talk.announce({ counts_as_unread: false })],
    [
      'by a message of the marketplace for its triple',
      (talk) =>
        postSystemMessage(
          world.as('marketplace'),
          eventOf({ client: { id: talk.client }, freelancer: { id: talk.freelancer }, counts_as_unread: false }),
        ),
    ],
  ];

  it.each(cases)('%s', async (_, bringBack) => {
    const talk = await converse(world);
    await talk.send(talk.freelancer);
    await remove(talk);
    world.clock.nowMs += 5 * 3_600_000;
    await bringBack(talk);
    expect([await listed(talk.client), await listed(talk.freelancer)]).toEqual([[talk.threadId], [talk.threadId]]);
    expect((await talk.thread(talk.client)).is_active).toBe(true);
    expect(await unread(talk.client)).toBe(1);
  });

  it.each(cases)('%s, where both had deleted it', async (_, bringBack) => {
    const talk = await converse(world);
    await remove(talk, talk.client);
    await remove(talk, talk.freelancer);
    await bringBack(talk);
    expect([await listed(talk.client), await listed(talk.freelancer)]).toEqual([[talk.threadId], [talk.threadId]]);
    expect((await talk.send(talk.client)).repeat).toBe(false);
  });

  it.each(cases)('%s, also where it had been set inactive before', async (_, bringBack) => {
    const talk = await converse(world);
    await setTo(talk, false);
    await remove(talk);
    await bringBack(talk);
    expect((await talk.thread(talk.client)).is_active).toBe(true);
  });

  it.each([
    ['join_thread', async (talk: Conversation) => (await world.join(talk.client, talk.threadId)).thread],
    ['POST of its triple', async (talk: Conversation) => (await createAgain(talk, talk.client)).thread],
    ['PATCH', (talk: Conversation) => setTo(talk, true)],
    [
      'send_message',
      async (talk: Conversation) => {
        await talk.send(talk.freelancer);
        return { ...(await talk.thread(talk.client)), last_seq: 1, unread_count: 1 };
      },
    ],
  ])(
    'by %s as well, where the process of a marketplace message died over it: the answer says so, and both are told',
    async (_, act) => {
      const talk = await converse(world);
      await remove(talk);
      for (const userId of [talk.client, talk.freelancer]) await world.connect(userId, `${userId}-2`);
      const dying = storeBetween(world, async ({ operation }, pass) => {
        const answer = await pass();
        if (operation === 'TransactWriteItems') throw new Error('died');
        return answer;
      });
      await expect(
        postSystemMessage({ ...world.as('marketplace'), store: dying }, eventOf({ thread_id: talk.threadId })),
      ).rejects.toThrow('died');
      world.pushed.length = 0;
      expect(await act(talk)).toMatchObject({ is_active: true, last_seq: 1, unread_count: 1 });
      for (const userId of [talk.client, talk.freelancer]) {
        expect(world.framesTo(`${userId}-2`)[0]).toMatchObject({
          event: 'thread_updated',
          data: { thread: { is_active: true, last_seq: 1 } },
        });
      }
    },
  );

  it('and POST answers 200 with it', async () => {
    const talk = await converse(world);
    await remove(talk);
    expect(await createAgain(talk, talk.client)).toMatchObject({
      created: false,
      thread: { id: talk.threadId, is_active: true },
    });
  });

  it('and both are told', async () => {
    const talk = await converse(world);
    await remove(talk);
    for (const userId of [talk.client, talk.freelancer]) await world.connect(userId, `${userId}-1`);
    world.pushed.length = 0;
    world.clock.nowMs += 60_000;
    await createAgain(talk, talk.client);
    expect(frameTo(world, `${talk.client}-1`, 'thread_updated').data.thread.is_active).toBe(true);
    expect(frameTo(world, `${talk.freelancer}-1`, 'thread_updated').data.thread.is_active).toBe(true);
  });

  it('and a later marketplace message finds nothing left to bring back: set inactive again, it stays so', async () => {
    const talk = await converse(world);
    await remove(talk);
    await talk.announce();
    await setTo(talk, false);
    await talk.announce();
    expect((await talk.thread(talk.client)).is_active).toBe(false);
  });

  it('and who has joined gets the message that brought it', async () => {
    const talk = await conversePresent(world);
    await remove(talk);
    world.pushed.length = 0;
    await talk.announce();
    expect(eventsTo(world, `${talk.client}-1`)).toContain('new_message');
  });
});
