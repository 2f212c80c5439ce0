import { marshall } from '@aws-sdk/util-dynamodb';
import { beforeAll, describe, expect, test } from 'vitest';
import { forgetConnection } from '../../lambdas/chat/forget-connection.ts';
import { joinThread } from '../../lambdas/chat/join-thread.ts';
import { newThread } from '../../lambdas/chat/model/new-thread.ts';
import { showTyping } from '../../lambdas/chat/show-typing.ts';
import { keys } from '../../lambdas/data/keys.ts';
import { converse, conversePresent, eventsTo, twoPeople } from '../support/conversation.ts';
import { connectionsOf, joinedThreads } from '../support/presence.ts';
import { hourMs, inSeconds, memberOf, renew } from '../support/renewal.ts';
import { createWorld, type World } from '../support/world.ts';

/** A user's presence is bounded, cleans itself, and nobody waits for the cleaning up after somebody else. */

let world: World;
beforeAll(async () => {
  world = await createWorld();
});

const join = (userId: string, connectionId: string, threadId: string) =>
  joinThread(world.as(userId, { connectionId }), connectionId, { thread_id: threadId });
const disconnect = (userId: string, connectionId: string) =>
  forgetConnection(world.as(userId, { connectionId }), { connectionId, userId });

/** New threads of the two. */
async function threadsOf(client: string, freelancer: string, count: number): Promise<string[]> {
  const threads = Array.from({ length: count }, (_, index) =>
    newThread({ client: { id: client }, freelancer: { id: freelancer }, job: { id: `job-${index}` } }, 0),
  );
  for (const thread of threads) await world.store.createThread(thread);
  return threads.map(({ id }) => id);
}

async function roomsOf(userId: string): Promise<number> {
  return (await connectionsOf(world.store, userId)).reduce((sum, { threadIds }) => sum + threadIds.size, 0);
}

/** The size of the presence item, about as DynamoDB counts it. */
async function presenceBytes(userId: string): Promise<number> {
  const item = await world.dynamo.call('GetItem', {
    TableName: world.tableName,
    Key: keys.presence(userId),
    ConsistentRead: true,
  });
  return JSON.stringify(marshall(item.Item ?? {})).length;
}

describe('WS-8: the rooms of a user', () => {
  test('are at most 100 also if more are joined at once', async () => {
    const { client, freelancer } = twoPeople();
    const threadIds = await threadsOf(client, freelancer, 115);
    const connectionIds = [1, 2, 3].map((device) => `${client}-${device}`);
    for (const connectionId of connectionIds) await world.connect(client, connectionId);
    const joinNext = (threadId: string, index: number) => join(client, connectionIds[index % 3]!, threadId);
    for (const [index, threadId] of threadIds.slice(0, 95).entries()) await joinNext(threadId, index);
    const joins = await Promise.allSettled(threadIds.slice(95).map(joinNext));
    const refused = joins.filter(({ status }) => status === 'rejected') as PromiseRejectedResult[];
    expect(refused.length).toBeGreaterThanOrEqual(15);
    for (const { reason } of refused) expect(reason).toMatchObject({ code: 'conflict' });
    expect(await roomsOf(client)).toBe(115 - refused.length);
  });

  test('do not include those of a connection that has expired', async () => {
    const { client, freelancer } = twoPeople();
    const threadIds = await threadsOf(client, freelancer, 101);
    await world.connect(client, `${client}-1`);
    for (const threadId of threadIds.slice(0, 100)) await join(client, `${client}-1`, threadId);
    const refusal = () =>
      expect(join(client, `${client}-1`, threadIds[100]!)).rejects.toMatchObject({ code: 'conflict' });
    expect(await world.meter.of(refusal)).toMatchObject({ calls: 1, writeUnits: 0 });
    world.clock.nowMs += hourMs;
    await world.connect(client, `${client}-2`);
    await join(client, `${client}-2`, threadIds[100]!);
    expect(await roomsOf(client)).toBe(1);
  });
});

describe('WS-17: a user whose $disconnects are all lost', () => {
  test('has 20 connections at most, and a presence that does not grow', async () => {
    const talk = await converse(world);
    const sizes: number[] = [];
    const connects = process.env['CHAOS'] === 'long' ? 1_000 : 120;
    for (let count = 1; count <= connects; count += 1) {
      world.clock.nowMs += 1_000;
      await world.join(talk.client, talk.threadId, `${talk.client}-${String(count).padStart(4, '0')}`);
      if (count % 40 === 0) sizes.push(await presenceBytes(talk.client));
    }
    expect(await connectionsOf(world.store, talk.client)).toHaveLength(20);
    expect(new Set(sizes).size).toBe(1);
    const { members } = await world.store.readRoom(talk.threadId, { consistent: true });
    expect(members).toHaveLength(20);
    world.closed.length = 0;
  });

  test('is rid of what has expired with the next connect, but not of what was renewed meanwhile', async () => {
    const { client } = twoPeople();
    for (const device of [1, 2, 3]) await world.connect(client, `${client}-${device}`);
    const seen = await connectionsOf(world.store, client);
    await renew(world, client, `${client}-2`, inSeconds(world, 1.5 * hourMs));
    await world.store.dropConnections(client, seen);
    expect(await connectionsOf(world.store, client)).toHaveLength(3);
    world.clock.nowMs += hourMs;
    await world.connect(client, `${client}-4`);
    const left = (await connectionsOf(world.store, client)).map(({ connectionId }) => connectionId);
    expect(left.sort()).toEqual([`${client}-2`, `${client}-4`]);
  });
});

describe('WS-15: a push that finds a connection closed which has joined 40 rooms', () => {
  async function closedInManyRooms() {
    const talk = await conversePresent(world);
    const others = await threadsOf(talk.client, talk.freelancer, 40);
    const [atClient, atFreelancer] = [`${talk.client}-1`, `${talk.freelancer}-1`];
    for (const threadId of others) await join(talk.freelancer, atFreelancer, threadId);
    await join(talk.client, atClient, others[0]!);
    world.gone.add(atFreelancer);
    world.pushed.length = 0;
    return { talk, others, atClient, atFreelancer };
  }

  test('costs its sender no more than one in a single room', async () => {
    const single = await conversePresent(world);
    world.gone.add(`${single.freelancer}-1`);
    const one = await world.meter.of(() => single.send(single.client));
    const { talk } = await closedInManyRooms();
    const many = await world.meter.of(() => talk.send(talk.client));
    expect(many.calls).toBe(one.calls);
    expect(many.roundTrips).toBe(one.roundTrips);
  });

  test.each([
    ['$disconnect', disconnect],
    ["the user's next connect", (userId: string) => world.connect(userId, `${userId}-2`)],
  ])('leaves the other rooms to %s, and user_left follows there', async (_, next) => {
    const { talk, others, atClient, atFreelancer } = await closedInManyRooms();
    await talk.send(talk.client);
    expect(eventsTo(world, atClient)).toEqual(['new_message', 'user_left']);
    await next(talk.freelancer, atFreelancer);
    const left = world.framesTo(atClient).filter(({ event }) => event === 'user_left');
    expect(left.map(({ data }) => (data as { thread_id: string }).thread_id)).toEqual([talk.threadId, others[0]]);
    for (const threadId of others) {
      const { members } = await world.store.readRoom(threadId, { consistent: true });
      expect(members.map(({ userId }) => userId)).not.toContain(talk.freelancer);
    }
    const [presence] = await world.store.listPresences([talk.freelancer]);
    expect(presence?.unfinishedEnds).toEqual([]);
  });
});

describe('WS-6: hello with a token', () => {
  test('that the connection has already costs one read, and writes nothing', async () => {
    const talk = await conversePresent(world);
    const again = () => renew(world, talk.client, `${talk.client}-1`, inSeconds(world, 1.5 * hourMs));
    await again();
    expect(await world.meter.of(again)).toMatchObject({ calls: 1, writeUnits: 0 });
  });

  test('that overtakes a join is found by the next frame in the room, which puts its row right', async () => {
    const talk = await conversePresent(world);
    const connectionId = `${talk.freelancer}-1`;
    const behind = memberOf(world, talk, talk.freelancer, connectionId);
    await renew(world, talk.freelancer, connectionId, inSeconds(world, 1.5 * hourMs), 'Fred');
    await world.store.putRoom(behind);
    world.clock.nowMs += hourMs + 60_000;
    await world.join(talk.client, talk.threadId, `${talk.client}-2`);
    await showTyping(world.as(talk.freelancer, { connectionId }), 'typing_start', talk.threadId);
    expect(world.framesTo(`${talk.client}-2`).at(-1)).toMatchObject({ event: 'typing_start', data: { user: 'Fred' } });
    const { members } = await world.store.readRoom(talk.threadId, { consistent: true });
    const row = members.find((member) => member.connectionId === connectionId);
    expect(row).toMatchObject({ username: 'Fred', expiresAtSeconds: inSeconds(world, hourMs / 2 - 60_000) });
  });
});

describe('WS-15: an end whose process dies', () => {
  test('before it has left the rooms is finished by the next connect', async () => {
    const talk = await conversePresent(world);
    const connectionId = `${talk.freelancer}-1`;
    const die = () => Promise.reject(new Error('died'));
    const ctx = world.as(talk.freelancer, { connectionId });
    const store = { ...world.store, closeRoom: die, forgetRooms: die };
    const end = forgetConnection({ ...ctx, store }, { connectionId, userId: talk.freelancer });
    await expect(end).rejects.toThrow('died');
    expect(await joinedThreads(world.store, talk.freelancer, connectionId)).toEqual([]);
    world.pushed.length = 0;
    await world.connect(talk.freelancer, `${talk.freelancer}-2`);
    expect(eventsTo(world, `${talk.client}-1`)).toEqual(['user_left']);
  });
});
