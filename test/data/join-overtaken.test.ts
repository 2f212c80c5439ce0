import { beforeAll, describe, expect, it } from 'vitest';
import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { forgetConnection } from '../../lambdas/chat/forget-connection.ts';
import { joinThread } from '../../lambdas/chat/join-thread.ts';
import type { UserContext } from '../../lambdas/chat/ports/context.ts';
import { connectionItem } from '../../lambdas/data/items/connection.ts';
import { keys } from '../../lambdas/data/keys.ts';
import { converse, conversePresent, eventsTo, type Conversation } from '../support/conversation.ts';
import { storeBetween } from '../support/dynamo-between.ts';
import { hourMs, inSeconds, memberOf, renew } from '../support/renewal.ts';
import { createWorld, type World } from '../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await createWorld();
});

/** Joins with the put of the room's row held up until `meanwhile` is done, as one that is throttled. */
async function joinOvertaken(
  talk: Conversation,
  userId: string,
  connectionId: string,
  meanwhile: () => Promise<unknown>,
) {
  const member = memberOf(world, talk, userId, connectionId);
  let release = () => {};
  const held = new Promise<void>((resolve) => (release = resolve));
  let sent = 0;
  const store = storeBetween(world, async ({ operation, sk }, pass) => {
    if (operation === 'PutItem' && sk.startsWith('ROOM#') && (sent += 1) === 1) await held;
    return pass();
  });
  const join = joinThread({ ...world.as(userId, { connectionId }), store }, member, { thread_id: talk.threadId });
  const outcome = join.then(
    () => 'joined' as const,
    (error: unknown) => error,
  );
  while (!(await joinedThreads(connectionId)).includes(talk.threadId))
    await new Promise((resolve) => setTimeout(resolve, 5));
  await meanwhile();
  release();
  return outcome;
}

async function joinedThreads(connectionId: string): Promise<string[]> {
  const { Item } = await world.documents.send(
    new GetCommand({ TableName: world.tableName, Key: keys.connection(connectionId), ConsistentRead: true }),
  );
  return [...(connectionItem.parse(Item).threads ?? [])];
}

describe('a join whose room row comes late', () => {
  it('after a renewal has the new end (WS-6)', async () => {
    const talk = await converse(world);
    const connectionId = `${talk.freelancer}-1`;
    await world.connect(talk.freelancer, connectionId);
    expect(
      await joinOvertaken(talk, talk.freelancer, connectionId, () =>
        renew(world, talk.freelancer, connectionId, inSeconds(world, 1.5 * hourMs)),
      ),
    ).toBe('joined');
    world.clock.nowMs += hourMs + 60_000;
    await talk.send(talk.client);
    expect(eventsTo(world, connectionId)).toEqual(['new_message']);
  });

  it('after the connection has ended is refused, and leaves nobody in the room (WS-15)', async () => {
    const talk = await converse(world);
    const connectionId = `${talk.freelancer}-1`;
    await world.connect(talk.freelancer, connectionId);
    const end = () => forgetConnection(world.as(talk.freelancer), { connectionId, userId: talk.freelancer });
    expect(await joinOvertaken(talk, talk.freelancer, connectionId, end)).toMatchObject({ code: 'unauthorized' });
    expect((await world.store.readRoom(talk.threadId, { consistent: true })).members).toEqual([]);
  });
});

describe('a further page of a room, asked for while the connection ends,', () => {
  it('ends the membership with user_left (WS-15)', async () => {
    const talk = await conversePresent(world);
    const connectionId = `${talk.freelancer}-1`;
    const ctx = world.as(talk.freelancer, { connectionId });
    const endConnection = () => forgetConnection(world.as(talk.freelancer), { connectionId, userId: talk.freelancer });
    const endsMeanwhile: UserContext['store'] = {
      ...world.store,
      async readThread(...given) {
        await endConnection();
        return world.store.readThread(...given);
      },
      async enterRoom(member) {
        // The end has taken the row away, and this puts it there again.
        await world.store.endConnection(connectionId, talk.freelancer);
        return world.store.enterRoom(member);
      },
    };
    const join = joinThread({ ...ctx, store: endsMeanwhile }, memberOf(world, talk, talk.freelancer, connectionId), {
      thread_id: talk.threadId,
      after_seq: 0,
    });
    await expect(join).rejects.toMatchObject({ code: 'unauthorized' });
    expect(
      (await world.store.readRoom(talk.threadId, { consistent: true })).members.map((member) => member.connectionId),
    ).toEqual([`${talk.client}-1`]);
    expect(eventsTo(world, `${talk.client}-1`)).toEqual(['user_left']);
  });
});

describe('a join on a connection that has ended', () => {
  it('is refused with unauthorized and leaves nobody in the room', async () => {
    const talk = await converse(world);
    const ctx = world.as(talk.client, { connectionId: 'ended' });
    const join = joinThread(ctx, memberOf(world, talk, talk.client, 'ended'), { thread_id: talk.threadId });
    await expect(join).rejects.toMatchObject({ code: 'unauthorized' });
    expect((await world.store.readRoom(talk.threadId, { consistent: true })).members).toEqual([]);
  });
});
