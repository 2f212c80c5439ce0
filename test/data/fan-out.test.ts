import { beforeAll, describe, expect, it } from 'vitest';
import { applyChange } from '../../lambdas/chat/change-message.ts';
import { createThread } from '../../lambdas/chat/create-thread.ts';
import { deleteThread } from '../../lambdas/chat/delete-thread.ts';
import { markAsRead } from '../../lambdas/chat/mark-as-read.ts';
import type { Recipient } from '../../lambdas/chat/model/types.ts';
import { openConnection } from '../../lambdas/chat/open-connection.ts';
import { sendMessage } from '../../lambdas/chat/send-message.ts';
import { setActive } from '../../lambdas/chat/set-active.ts';
import { showTyping } from '../../lambdas/chat/show-typing.ts';
import { fromRecipient } from '../../lambdas/data/items/connection.ts';
import { keys } from '../../lambdas/data/keys.ts';
import { writeRows } from '../../measure/seed.ts';
import { converse, conversePresent, eventsTo, frameTo, twoPeople, type Conversation } from '../support/conversation.ts';
import { createWorld, type World } from '../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await createWorld();
});

type Crowd = Conversation & { c1: string; c2: string; c3: string; f1: string; f2: string };

/** The client with two devices in the room and one elsewhere, the freelancer with one in the room and one elsewhere. */
async function crowd(): Promise<Crowd> {
  const talk = await converse(world);
  const names = {
    c1: `${talk.client}-1`,
    c2: `${talk.client}-2`,
    c3: `${talk.client}-3`,
    f1: `${talk.freelancer}-1`,
    f2: `${talk.freelancer}-2`,
  };
  await world.join(talk.client, talk.threadId, names.c1);
  await world.join(talk.client, talk.threadId, names.c2);
  await world.connect(talk.client, names.c3);
  await world.join(talk.freelancer, talk.threadId, names.f1);
  await world.connect(talk.freelancer, names.f2);
  world.pushed.length = 0;
  return { ...talk, ...names };
}

function told(talk: Crowd): Record<string, string[]> {
  const names = ['c1', 'c2', 'c3', 'f1', 'f2'] as const;
  return Object.fromEntries(names.map((name) => [name, eventsTo(world, talk[name])]));
}

const by = (talk: Crowd, connectionId: string | null) => world.as(talk.client, { connectionId });

describe('WS-9: send_message', () => {
  const send = (talk: Crowd, connectionId: string | null) =>
    sendMessage(by(talk, connectionId), world.rules, { thread_id: talk.threadId, content: 'Hello', type: 'text' });

  it('reaches every connection that joined as new_message, the others as thread_updated, the sender by the reply alone', async () => {
    const talk = await crowd();
    await send(talk, talk.c1);
    expect(told(talk)).toEqual({
      c1: [],
      c2: ['new_message'],
      c3: ['thread_updated'],
      f1: ['new_message'],
      f2: ['thread_updated'],
    });
  });

  it('over REST reaches every device of the sender', async () => {
    const talk = await crowd();
    await send(talk, null);
    expect(told(talk)).toMatchObject({ c1: ['new_message'], c2: ['new_message'], c3: ['thread_updated'] });
  });

  it('from a connection that has not joined is answered, not pushed there', async () => {
    const talk = await crowd();
    await send(talk, talk.c3);
    expect(told(talk)).toMatchObject({ c1: ['new_message'], c2: ['new_message'], c3: [] });
  });

  it('pushes the very message of the reply, without a request_id (WS-2)', async () => {
    const talk = await crowd();
    const { message } = await send(talk, talk.c1);
    expect(frameTo(world, talk.f1, 'new_message')).toEqual({ event: 'new_message', data: message });
  });

  it('shows the thread as each receiver sees it', async () => {
    const talk = await crowd();
    await send(talk, talk.c1);
    expect(frameTo(world, talk.f2, 'thread_updated').data.thread).toEqual(await talk.thread(talk.freelancer));
    expect(frameTo(world, talk.c3, 'thread_updated').data.thread).toEqual(await talk.thread(talk.client));
    expect(frameTo(world, talk.f2, 'thread_updated').data.thread.unread_count).toBe(1);
  });

  it('reaches nobody who has joined another thread of the same two as new_message', async () => {
    const talk = await crowd();
    const other = await converse(world, { client: talk.client, freelancer: talk.freelancer, jobId: 'other' });
    await world.join(talk.freelancer, other.threadId, talk.f2);
    world.pushed.length = 0;
    await send(talk, talk.c1);
    expect(told(talk)).toMatchObject({ f2: ['thread_updated'] });
  });

  it('reaches who joins between the look at the room and the commit', async () => {
    const talk = await crowd();
    const store = {
      ...world.store,
      appendMessage: async (...given: Parameters<typeof world.store.appendMessage>) => {
        await world.join(talk.freelancer, talk.threadId, talk.f2);
        return world.store.appendMessage(...given);
      },
    };
    await sendMessage({ ...by(talk, talk.c1), store }, world.rules, {
      thread_id: talk.threadId,
      content: 'Hello',
      type: 'text',
    });
    expect(eventsTo(world, talk.f2)).toEqual(['new_message']);
  });
});

describe('WS-9: changes', () => {
  it.each([
    ['message_edited', { kind: 'edit', content: 'Good morning' }],
    ['message_deleted', { kind: 'delete' }],
  ] as const)('%s reaches who joined, thread_updated the others', async (event, change) => {
    const talk = await crowd();
    await talk.send(talk.client);
    world.pushed.length = 0;
    const message = await applyChange(by(talk, talk.c1), world.rules, talk.threadId, 1, change);
    expect(told(talk)).toEqual({ c1: [], c2: [event], c3: ['thread_updated'], f1: [event], f2: ['thread_updated'] });
    expect(frameTo(world, talk.f1, event)).toEqual({ event, data: message });
    expect(frameTo(world, talk.f2, 'thread_updated').data.thread.last_message?.preview).toBe(message.content);
  });

  it.each([
    [true, false],
    [false, true],
  ])('a change of is_active from %s to %s reaches the connections that have not joined', async (before, after) => {
    const talk = await crowd();
    if (!before) await setActive(by(talk, null), talk.threadId, false);
    world.pushed.length = 0;
    await setActive(by(talk, null), talk.threadId, after);
    expect(frameTo(world, talk.c3, 'thread_updated').data.thread.is_active).toBe(after);
    expect(frameTo(world, talk.f2, 'thread_updated').data.thread.is_active).toBe(after);
  });

  it('setting is_active to what it is pushes nothing', async () => {
    const talk = await crowd();
    await setActive(by(talk, null), talk.threadId, true);
    expect(world.pushed).toEqual([]);
  });

  it('deleting a thread is a change of is_active', async () => {
    const talk = await crowd();
    await deleteThread(by(talk, null), talk.threadId);
    expect(frameTo(world, talk.f2, 'thread_updated').data.thread.is_active).toBe(false);
  });
});

describe('WS-9: mark_as_read', () => {
  it("reaches who joined as messages_read, and the reader's own other connections alone as thread_updated", async () => {
    const talk = await crowd();
    await talk.send(talk.freelancer);
    world.pushed.length = 0;
    await markAsRead(by(talk, talk.c1), talk.threadId);
    expect(told(talk)).toEqual({
      c1: [],
      c2: ['messages_read'],
      c3: ['thread_updated'],
      f1: ['messages_read'],
      f2: [],
    });
  });

  it('says who has read how much, and shows the badge as it is now', async () => {
    const talk = await crowd();
    await talk.send(talk.freelancer);
    world.pushed.length = 0;
    const read = await markAsRead(by(talk, talk.c1), talk.threadId);
    expect(read).toMatchObject({ thread_id: talk.threadId, user_id: talk.client, user: talk.client, count: 1 });
    expect(frameTo(world, talk.f1, 'messages_read').data).toEqual(read);
    expect(frameTo(world, talk.c3, 'thread_updated').data.thread).toMatchObject({ unread_count: 0, last_seq: 1 });
  });

  it('that changes nothing is not pushed', async () => {
    const talk = await crowd();
    await talk.send(talk.freelancer);
    await markAsRead(by(talk, talk.c1), talk.threadId);
    world.pushed.length = 0;
    world.clock.nowMs += 60_000;
    await markAsRead(by(talk, talk.c1), talk.threadId);
    expect(world.pushed).toEqual([]);
  });
});

describe('WS-9: typing', () => {
  it.each(['typing_start', 'typing_stop'] as const)('%s reaches the other participant alone', async (event) => {
    const talk = await crowd();
    await showTyping(by(talk, talk.c1), event, talk.threadId);
    expect(told(talk)).toEqual({ c1: [], c2: [], c3: [], f1: [event], f2: [] });
    expect(frameTo(world, talk.f1, event).data).toEqual({
      thread_id: talk.threadId,
      user_id: talk.client,
      user: talk.client,
    });
  });
});

describe('WS-9: messages of the marketplace', () => {
  it('reach everybody, and are read for whom has read them', async () => {
    const talk = await crowd();
    const { message } = await talk.announce();
    expect(told(talk)).toEqual({
      c1: ['new_message'],
      c2: ['new_message'],
      c3: ['thread_updated'],
      f1: ['new_message'],
      f2: ['thread_updated'],
    });
    expect(frameTo(world, talk.f1, 'new_message').data).toEqual(message);
    expect(frameTo(world, talk.c3, 'thread_updated').data.thread).toMatchObject({ last_seq: 1, unread_count: 1 });
  });
});

describe('thread_updated', () => {
  it('shows its receiver under the name of the own token, whatever name somebody else has given (WS-9)', async () => {
    const { client, freelancer } = twoPeople();
    await openConnection(world.as(freelancer), { ...recipientOf(freelancer, 'ben-1'), username: 'Ben' }, 20);
    await openConnection(world.as(freelancer), { ...recipientOf(freelancer, 'ben-2'), username: 'Benjamin' }, 20);
    await createThread(world.as(client), { client: { id: client }, freelancer: { id: freelancer, username: 'Guess' } });
    const nameAt = (connectionId: string) =>
      frameTo(world, connectionId, 'thread_updated').data.thread.freelancer.username;
    expect([nameAt('ben-1'), nameAt('ben-2')]).toEqual(['Ben', 'Benjamin']);
  });
});

describe('a crowded room', () => {
  it.each([
    [7, 3, 4],
    [42, 3, 9],
    [1_000, 12, 130],
  ])(
    'of %i rows makes the first push of a message wait for %i calls, and a message cost %i read units',
    async (rows, roundTrips, readUnits) => {
      const talk = await conversePresent(world);
      const expired = Array.from({ length: rows - 2 }, (_, index) => ({
        ...keys.room(talk.threadId, `gone-${index}`),
        ...fromRecipient({ ...recipientOf(talk.client, `gone-${index}`), expiresAtSeconds: 1 }),
        joined_at: 0,
      }));
      await writeRows(world, expired);
      const cost = await world.meter.of(() => talk.send(talk.client));
      expect(cost.roundTripsBeforePush).toBeLessThanOrEqual(roundTrips);
      expect(cost.readUnits).toBeLessThanOrEqual(readUnits);
      expect(eventsTo(world, `${talk.freelancer}-1`)).toEqual(['new_message']);
    },
  );
});

function recipientOf(userId: string, connectionId: string): Recipient {
  return {
    connectionId,
    userId,
    username: userId,
    codec: 'chat.v1',
    connectedAtMs: world.clock.nowMs,
    expiresAtSeconds: Math.floor(world.clock.nowMs / 1000) + 3600,
  };
}
