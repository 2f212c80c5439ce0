import { beforeAll, describe, expect, test } from 'vitest';
import { forgetConnection } from '../../lambdas/chat/forget-connection.ts';
import { joinThread } from '../../lambdas/chat/join-thread.ts';
import { fromRoomMember } from '../../lambdas/data/items/room.ts';
import { keys } from '../../lambdas/data/keys.ts';
import { writeRows } from '../../measure/seed.ts';
import { converse, conversePresent, eventsTo, twoPeople, type Conversation } from '../support/conversation.ts';
import { connectionsOf } from '../support/presence.ts';
import { hourMs, inSeconds, memberOf, renew } from '../support/renewal.ts';
import { createWorld, type World } from '../support/world.ts';

/** The rows of connections and rooms, and what becomes of them. */

let world: World;
beforeAll(async () => {
  world = await createWorld();
});

const disconnect = (userId: string, connectionId: string) =>
  forgetConnection(world.as(userId, { connectionId }), { connectionId, userId });
const roomOf = async (talk: Conversation) =>
  (await world.store.readRoom(talk.threadId, { consistent: true })).members
    .map(({ connectionId }) => connectionId)
    .sort();

describe('$disconnect', () => {
  test("WS-15: removes the connection from the room and from the user's connections", async () => {
    const talk = await conversePresent(world);
    await disconnect(talk.freelancer, `${talk.freelancer}-1`);
    await talk.send(talk.client);
    expect(eventsTo(world, `${talk.freelancer}-1`)).toEqual([]);
    expect(await roomOf(talk)).toEqual([`${talk.client}-1`]);
    expect(await connectionsOf(world.store, talk.freelancer)).toEqual([]);
  });

  test('WS-15: delivered twice sends user_left once', async () => {
    const talk = await conversePresent(world);
    for (let count = 0; count < 2; count += 1) await disconnect(talk.freelancer, `${talk.freelancer}-1`);
    expect(eventsTo(world, `${talk.client}-1`)).toEqual(['user_left']);
  });

  test('the second time costs one call, however many rooms the connection had joined', async () => {
    const { client, freelancer } = twoPeople();
    const connectionId = `${client}-1`;
    await world.connect(client, connectionId);
    for (const jobId of ['a', 'b', 'c']) {
      const talk = await converse(world, { client, freelancer, jobId });
      await joinThread(world.as(client, { connectionId }), connectionId, { thread_id: talk.threadId });
    }
    expect((await world.meter.of(() => disconnect(client, connectionId))).calls).toBeGreaterThan(6);
    expect((await world.meter.of(() => disconnect(client, connectionId))).calls).toBe(1);
  });
});

test('WS-6: renewing a connection that has ended is refused, and does not bring it back', async () => {
  const { client } = twoPeople();
  const renewal = renew(world, client, 'never-opened', inSeconds(world, hourMs));
  await expect(renewal).rejects.toMatchObject({ code: 'unauthorized' });
  expect(await connectionsOf(world.store, client)).toEqual([]);
});

describe('a push that answers 410', () => {
  test('WS-15: removes the rows of the connection', async () => {
    const talk = await conversePresent(world);
    world.gone.add(`${talk.freelancer}-1`);
    await talk.send(talk.client);
    expect(await roomOf(talk)).toEqual([`${talk.client}-1`]);
    expect(await world.store.findConnection(talk.freelancer, `${talk.freelancer}-1`)).toBeNull();
  });

  test('WS-15: removes a connection that has joined nothing, once it must have been open', async () => {
    const talk = await converse(world);
    await world.connect(talk.freelancer, `${talk.freelancer}-1`);
    world.gone.add(`${talk.freelancer}-1`);
    world.clock.nowMs += 60_000;
    await talk.send(talk.client);
    expect(await connectionsOf(world.store, talk.freelancer)).toEqual([]);
  });

  test('WS-15: does not remove a connection whose socket is still opening', async () => {
    const talk = await converse(world);
    await world.connect(talk.freelancer, `${talk.freelancer}-1`);
    world.gone.add(`${talk.freelancer}-1`);
    await talk.send(talk.client);
    world.gone.clear();
    await talk.send(talk.client);
    expect(eventsTo(world, `${talk.freelancer}-1`)).toEqual(['thread_updated']);
  });
});

describe('a room with many rows of expired connections', () => {
  test.each([
    [7, 3, 4],
    [42, 3, 9],
    [1_000, 12, 130],
  ])(
    '%i rows: a message is pushed after at most %i round trips and costs %i read units',
    async (rows, trips, units) => {
      const talk = await conversePresent(world);
      const expired = Array.from({ length: rows - 2 }, (_, index) => {
        const member = memberOf(world, talk, talk.client, `expired-${index}`);
        const row = fromRoomMember({ ...member, expiresAtSeconds: 1 });
        return { ...keys.room(talk.threadId, `expired-${index}`), ...row };
      });
      await writeRows(world, expired);
      const cost = await world.meter.of(() => talk.send(talk.client));
      expect(cost.roundTripsBeforePush).toBeLessThanOrEqual(trips);
      expect(cost.readUnits).toBeLessThanOrEqual(units);
      expect(eventsTo(world, `${talk.freelancer}-1`)).toEqual(['new_message']);
    },
  );
});
