import { beforeAll, describe, expect, test } from 'vitest';
import { forgetConnection } from '../../lambdas/chat/forget-connection.ts';
import { deleteThread } from '../../lambdas/chat/delete-thread.ts';
import { joinThread } from '../../lambdas/chat/join-thread.ts';
import { leaveThread } from '../../lambdas/chat/leave-thread.ts';
import { listThreads } from '../../lambdas/chat/list-threads.ts';
import { markAsRead } from '../../lambdas/chat/mark-as-read.ts';
import { renewConnection } from '../../lambdas/chat/renew-connection.ts';
import type { Store } from '../../lambdas/chat/ports/store.ts';
import { postSystemMessage } from '../../lambdas/chat/post-system-message.ts';
import { sendMessage } from '../../lambdas/chat/send-message.ts';
import { converse, conversePresent, eventOf, eventsTo, type Conversation } from '../support/conversation.ts';
import { storeBetween } from '../support/dynamo-between.ts';
import { joinedThreads } from '../support/presence.ts';
import { hourMs, inSeconds, renew } from '../support/renewal.ts';
import { createWorld, type World } from '../support/world.ts';

/** A verb that another one overtakes between two of its requests. */

let world: World;
beforeAll(async () => {
  world = await createWorld();
});

/** The store, with something that happens before each call of one of its functions. */
function storeWith<K extends keyof Store>(name: K, before: () => Promise<unknown>): Store {
  const call = world.store[name] as (...given: never[]) => Promise<never>;
  const overtaken = async (...given: never[]) => {
    await before();
    return call.apply(world.store, given);
  };
  return { ...world.store, [name]: overtaken };
}

const membersOf = async (talk: Conversation) =>
  (await world.store.readRoom(talk.threadId, { consistent: true })).members.map(({ connectionId }) => connectionId);

describe('send_message', () => {
  test('WS-9: reaches a connection that joins between the read of the room and the commit', async () => {
    const talk = await conversePresent(world);
    const late = `${talk.freelancer}-2`;
    const store = storeWith('appendMessage', () => world.join(talk.freelancer, talk.threadId, late));
    const request = { thread_id: talk.threadId, content: 'Hello', type: 'text' };
    await sendMessage({ ...world.as(talk.client), store }, world.rules, request);
    expect(eventsTo(world, late)).toEqual(['new_message']);
  });
});

describe('mark_as_read', () => {
  test.each([
    { title: 'counts only what another device has left unread', meanwhile: 4, upTo: undefined, count: 2 },
    { title: 'returns 0 if another device has read further', meanwhile: undefined, upTo: 4, count: 0 },
  ])('WS-11: $title between the read and the mark', async ({ meanwhile, upTo, count }) => {
    const talk = await converse(world);
    await talk.sendMany(talk.freelancer, 6);
    const store = storeWith('writeMark', () => talk.read(talk.client, meanwhile));
    const read = await markAsRead({ ...world.as(talk.client), store }, talk.threadId, upTo);
    expect(read).toMatchObject({ count, up_to_seq: 6 });
  });
});

describe('a system message', () => {
  test('brings back a thread that is deleted while the event is under way, and both are notified', async () => {
    const talk = await conversePresent(world);
    const store = storeWith('appendEventMessage', () => deleteThread(world.as(talk.client), talk.threadId));
    await postSystemMessage({ ...world.as('marketplace'), store }, eventOf({ thread_id: talk.threadId }));
    expect(eventsTo(world, `${talk.client}-1`)).toEqual(['thread_updated', 'thread_updated', 'new_message']);
    expect((await talk.thread(talk.client)).is_active).toBe(true);
  });

  test.each(['appendEventMessage', 'writeHead'] as const)(
    'SYS-12: leaves a thread closed, and in both lists, that is deleted before its %s',
    async (name) => {
      const talk = await converse(world);
      const store = storeWith(name, () => deleteThread(world.as(talk.client), talk.threadId));
      const event = eventOf({ thread_id: talk.threadId, is_active: false });
      await postSystemMessage({ ...world.as('marketplace'), store }, event);
      expect((await talk.thread(talk.client)).is_active).toBe(false);
      for (const user of [talk.client, talk.freelancer]) {
        const { results } = await listThreads(world.as(user), { limit: 10, view: 'inbox' });
        expect(results.map(({ id }) => id)).toEqual([talk.threadId]);
      }
    },
  );

  test('SYS-12: has closed the thread if the call dies right after the commit of the message', async () => {
    const talk = await converse(world);
    const store = storeWith('writeHead', () => Promise.reject(new Error('died')));
    const event = eventOf({ thread_id: talk.threadId, is_active: false });
    await expect(postSystemMessage({ ...world.as('marketplace'), store }, event)).rejects.toThrow('died');
    expect(await talk.thread(talk.client)).toMatchObject({ is_active: false, last_seq: 1 });
  });
});

/** Joins with the write of the room's row held back, as if it were throttled, until `meanwhile` is done. */
async function joinHeldBack(
  talk: Conversation,
  userId: string,
  connectionId: string,
  meanwhile: () => Promise<unknown>,
): Promise<unknown> {
  let release = () => {};
  const held = new Promise<void>((resolve) => (release = resolve));
  let puts = 0;
  const store = storeBetween(world, async ({ operation, sk }, pass) => {
    if (operation === 'PutItem' && sk.startsWith('ROOM#') && (puts += 1) === 1) await held;
    return pass();
  });
  const ctx = { ...world.as(userId, { connectionId }), store };
  const join = joinThread(ctx, connectionId, { thread_id: talk.threadId });
  const outcome = join.then(
    () => 'joined',
    (error: unknown) => error,
  );
  await expect
    .poll(() => joinedThreads(world.store, userId, connectionId), { interval: 5, timeout: 20_000 })
    .toContain(talk.threadId);
  await meanwhile();
  release();
  return outcome;
}

describe('join_thread', () => {
  test('WS-6: whose row is written after a renewal has the new end', async () => {
    const talk = await converse(world);
    const connectionId = `${talk.freelancer}-1`;
    await world.connect(talk.freelancer, connectionId);
    const renewal = () => renew(world, talk.freelancer, connectionId, inSeconds(world, 1.5 * hourMs));
    expect(await joinHeldBack(talk, talk.freelancer, connectionId, renewal)).toBe('joined');
    world.clock.nowMs += hourMs + 60_000;
    await talk.send(talk.client);
    expect(eventsTo(world, connectionId)).toEqual(['new_message']);
  });

  test('WS-6: is renewed too if it happens while the renewal is under way', async () => {
    const talk = await converse(world);
    const connectionId = `${talk.freelancer}-1`;
    await world.connect(talk.freelancer, connectionId);
    const ctx = world.as(talk.freelancer, { connectionId });
    const store = {
      ...world.store,
      async findConnection(userId: string, id: string) {
        const connection = await world.store.findConnection(userId, id);
        await joinThread(ctx, connectionId, { thread_id: talk.threadId });
        return connection;
      },
    };
    const owner = { ...ctx.caller, expiresAtSeconds: inSeconds(world, 1.5 * hourMs) };
    await renewConnection({ ...ctx, store }, connectionId, owner);
    world.clock.nowMs += hourMs + 60_000;
    await talk.send(talk.client);
    expect(eventsTo(world, connectionId)).toEqual(['new_message']);
  });

  test('WS-15: whose row is written after the connection has ended is refused, and leaves nobody in the room', async () => {
    const talk = await converse(world);
    const connectionId = `${talk.freelancer}-1`;
    await world.connect(talk.freelancer, connectionId);
    const end = () => forgetConnection(world.as(talk.freelancer), { connectionId, userId: talk.freelancer });
    expect(await joinHeldBack(talk, talk.freelancer, connectionId, end)).toMatchObject({ code: 'unauthorized' });
    expect(await membersOf(talk)).toEqual([]);
  });

  test.each(['enterRoom', 'readThread'] as const)(
    'WS-15: for a further page ends the membership with user_left if the connection ends before %s',
    async (name) => {
      const talk = await conversePresent(world);
      const connectionId = `${talk.freelancer}-1`;
      const ctx = world.as(talk.freelancer, { connectionId });
      const store = storeWith(name, () => forgetConnection(ctx, { connectionId, userId: talk.freelancer }));
      const join = joinThread({ ...ctx, store }, connectionId, { thread_id: talk.threadId, after_seq: 0 });
      await expect(join).rejects.toMatchObject({ code: 'unauthorized' });
      expect(await membersOf(talk)).toEqual([`${talk.client}-1`]);
      expect(eventsTo(world, `${talk.client}-1`)).toEqual(['user_left']);
    },
  );

  test('WS-15: is answered if the device leaves at the same time, and nobody is told that it has joined', async () => {
    const talk = await conversePresent(world);
    const connectionId = `${talk.freelancer}-1`;
    const ctx = world.as(talk.freelancer, { connectionId });
    await leaveThread(ctx, connectionId, talk.threadId);
    world.pushed.length = 0;
    const store = storeWith('readThread', () => leaveThread(ctx, connectionId, talk.threadId));
    await joinThread({ ...ctx, store }, connectionId, { thread_id: talk.threadId });
    expect(await membersOf(talk)).toEqual([`${talk.client}-1`]);
    expect(eventsTo(world, `${talk.client}-1`)).toEqual(['user_left']);
  });

  test('WS-15: on a connection that has ended is refused, and leaves nobody in the room', async () => {
    const talk = await converse(world);
    const ctx = world.as(talk.client, { connectionId: 'ended' });
    const join = joinThread(ctx, 'ended', { thread_id: talk.threadId });
    await expect(join).rejects.toMatchObject({ code: 'unauthorized' });
    expect(await membersOf(talk)).toEqual([]);
  });
});
