import { beforeAll, describe, expect, it } from 'vitest';
import { forgetConnection } from '../../lambdas/chat/forget-connection.ts';
import { leaveThread } from '../../lambdas/chat/leave-thread.ts';
import { converse, conversePresent, eventsTo, frameTo, type Conversation } from '../support/conversation.ts';
import { createWorld, type World } from '../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await createWorld();
});

const leave = (talk: Conversation, userId: string, connectionId: string) =>
  leaveThread(world.as(userId, { connectionId }), connectionId, talk.threadId);
const disconnect = (userId: string, connectionId: string) =>
  forgetConnection(world.as(userId, { connectionId }), { connectionId, userId });
const roomOf = async (talk: Conversation) => {
  const { members } = await world.store.readRoom(talk.threadId, { consistent: true });
  return members.map((member) => member.connectionId).sort();
};

describe('WS-15: user_joined', () => {
  it('goes to the others in the room', async () => {
    const talk = await converse(world);
    await world.join(talk.client, talk.threadId);
    await world.join(talk.freelancer, talk.threadId);
    expect(frameTo(world, `${talk.client}-1`, 'user_joined').data).toEqual({
      thread_id: talk.threadId,
      user_id: talk.freelancer,
      user: talk.freelancer,
    });
    expect(eventsTo(world, `${talk.freelancer}-1`)).toEqual([]);
  });

  it('does not go to connections that have not joined', async () => {
    const talk = await converse(world);
    await world.connect(talk.client, `${talk.client}-1`);
    await world.join(talk.freelancer, talk.threadId);
    expect(eventsTo(world, `${talk.client}-1`)).toEqual([]);
  });

  it('is not repeated for a second device, nor told to the first', async () => {
    const talk = await conversePresent(world);
    await world.join(talk.freelancer, talk.threadId, `${talk.freelancer}-2`);
    expect(world.pushed).toEqual([]);
  });

  it('is not repeated when the same connection joins again', async () => {
    const talk = await conversePresent(world);
    world.clock.nowMs += 1_000;
    await world.join(talk.freelancer, talk.threadId);
    expect(world.pushed).toEqual([]);
  });

  it('is told of two devices that join at once, so that the user shows as there', async () => {
    const talk = await converse(world);
    await world.join(talk.client, talk.threadId);
    await Promise.all(
      [1, 2].map((device) => world.join(talk.freelancer, talk.threadId, `${talk.freelancer}-${device}`)),
    );
    expect(eventsTo(world, `${talk.client}-1`)).toContain('user_joined');
  });

  it('is told again after the user had left', async () => {
    const talk = await conversePresent(world);
    await leave(talk, talk.freelancer, `${talk.freelancer}-1`);
    world.pushed.length = 0;
    await world.join(talk.freelancer, talk.threadId);
    expect(eventsTo(world, `${talk.client}-1`)).toEqual(['user_joined']);
  });

  it("is told where the user's other connection in the room has expired", async () => {
    const talk = await conversePresent(world);
    world.clock.nowMs += 3_600_000;
    await world.join(talk.client, talk.threadId, `${talk.client}-2`);
    await world.join(talk.freelancer, talk.threadId, `${talk.freelancer}-2`);
    expect(eventsTo(world, `${talk.client}-2`)).toEqual(['user_joined']);
  });
});

describe('WS-15: leave_thread', () => {
  it('is answered with thread_left and told to the others as user_left', async () => {
    const talk = await conversePresent(world);
    expect(await leave(talk, talk.freelancer, `${talk.freelancer}-1`)).toEqual({ thread_id: talk.threadId });
    expect(frameTo(world, `${talk.client}-1`, 'user_left').data).toEqual({
      thread_id: talk.threadId,
      user_id: talk.freelancer,
      user: talk.freelancer,
    });
    expect(await roomOf(talk)).toEqual([`${talk.client}-1`]);
  });

  it('is answered with thread_left also where the room had not been joined, and nobody is told', async () => {
    const talk = await converse(world);
    await world.join(talk.client, talk.threadId);
    await world.connect(talk.freelancer, `${talk.freelancer}-1`);
    expect(await leave(talk, talk.freelancer, `${talk.freelancer}-1`)).toEqual({ thread_id: talk.threadId });
    expect(world.pushed).toEqual([]);
  });

  it('with another device in the room is told to nobody; with the last one it is', async () => {
    const talk = await conversePresent(world);
    await world.join(talk.freelancer, talk.threadId, `${talk.freelancer}-2`);
    await leave(talk, talk.freelancer, `${talk.freelancer}-1`);
    expect(world.pushed).toEqual([]);
    await leave(talk, talk.freelancer, `${talk.freelancer}-2`);
    expect(eventsTo(world, `${talk.client}-1`)).toEqual(['user_left']);
  });

  it('of the last two devices at once is told', async () => {
    const talk = await conversePresent(world);
    const devices = [`${talk.freelancer}-1`, `${talk.freelancer}-2`];
    await world.join(talk.freelancer, talk.threadId, devices[1]);
    await Promise.all(devices.map((device) => leave(talk, talk.freelancer, device)));
    expect(eventsTo(world, `${talk.client}-1`)).toContain('user_left');
  });

  it('ends new_message; thread_updated comes instead', async () => {
    const talk = await conversePresent(world);
    await leave(talk, talk.freelancer, `${talk.freelancer}-1`);
    await talk.send(talk.client);
    expect(eventsTo(world, `${talk.freelancer}-1`)).toEqual(['thread_updated']);
  });

  it('leaves other rooms of the connection as they are', async () => {
    const talk = await conversePresent(world);
    const other = await converse(world, { client: talk.client, freelancer: talk.freelancer, jobId: 'other' });
    await world.join(talk.freelancer, other.threadId);
    await leave(talk, talk.freelancer, `${talk.freelancer}-1`);
    expect(await roomOf(other)).toEqual([`${talk.freelancer}-1`]);
  });
});

describe('WS-15: the end of a socket', () => {
  it('ends its memberships of all rooms, and user_left follows in each', async () => {
    const talk = await conversePresent(world);
    const other = await converse(world, { client: talk.client, freelancer: talk.freelancer, jobId: 'other' });
    const both = { client: `${talk.client}-1`, freelancer: `${talk.freelancer}-both` };
    await world.connect(talk.freelancer, both.freelancer);
    await leave(talk, talk.freelancer, `${talk.freelancer}-1`);
    for (const room of [talk, other])
      await world.store.enterRoom(await memberOf(room, talk.freelancer, both.freelancer));
    await world.join(talk.client, other.threadId, `${talk.client}-2`);
    world.pushed.length = 0;
    await disconnect(talk.freelancer, both.freelancer);
    expect(eventsTo(world, both.client)).toEqual(['user_left']);
    expect(eventsTo(world, `${talk.client}-2`)).toEqual(['user_left']);
    expect(await roomOf(talk)).toEqual([both.client]);
  });

  it('with another device in the room is told to nobody', async () => {
    const talk = await conversePresent(world);
    await world.join(talk.freelancer, talk.threadId, `${talk.freelancer}-2`);
    await disconnect(talk.freelancer, `${talk.freelancer}-1`);
    expect(world.pushed).toEqual([]);
    expect(await roomOf(talk)).toEqual([`${talk.client}-1`, `${talk.freelancer}-2`]);
  });

  it('of all devices at once is told, and leaves nobody in the room', async () => {
    const talk = await conversePresent(world);
    const devices = [1, 2, 3].map((device) => `${talk.freelancer}-${device}`);
    for (const device of devices.slice(1)) await world.join(talk.freelancer, talk.threadId, device);
    await Promise.all(devices.map((device) => disconnect(talk.freelancer, device)));
    expect(eventsTo(world, `${talk.client}-1`)).toContain('user_left');
    expect(await roomOf(talk)).toEqual([`${talk.client}-1`]);
  });

  it('said twice is told once', async () => {
    const talk = await conversePresent(world);
    await disconnect(talk.freelancer, `${talk.freelancer}-1`);
    await disconnect(talk.freelancer, `${talk.freelancer}-1`);
    expect(eventsTo(world, `${talk.client}-1`)).toEqual(['user_left']);
  });

  it("takes it out of the user's connections", async () => {
    const talk = await conversePresent(world);
    await disconnect(talk.freelancer, `${talk.freelancer}-1`);
    await talk.send(talk.client);
    expect(eventsTo(world, `${talk.freelancer}-1`)).toEqual([]);
    expect(await world.store.listConnections(talk.freelancer)).toEqual([]);
  });
});

describe('WS-15: a push that answers 410', () => {
  it('ends the membership, and user_left follows', async () => {
    const talk = await conversePresent(world);
    world.gone.add(`${talk.freelancer}-1`);
    await talk.send(talk.client);
    expect(eventsTo(world, `${talk.client}-1`)).toEqual(['new_message', 'user_left']);
    expect(await roomOf(talk)).toEqual([`${talk.client}-1`]);
    expect(await world.store.getConnection(`${talk.freelancer}-1`)).toBeNull();
  });

  it('with another device in the room is told to nobody', async () => {
    const talk = await conversePresent(world);
    await world.join(talk.freelancer, talk.threadId, `${talk.freelancer}-2`);
    world.gone.add(`${talk.freelancer}-1`);
    await talk.send(talk.client);
    expect(eventsTo(world, `${talk.client}-1`)).toEqual(['new_message']);
    expect(await roomOf(talk)).toEqual([`${talk.client}-1`, `${talk.freelancer}-2`]);
  });

  it('forgets a connection that has joined nothing, once it must have been open', async () => {
    const talk = await converse(world);
    await world.connect(talk.freelancer, `${talk.freelancer}-1`);
    world.gone.add(`${talk.freelancer}-1`);
    world.clock.nowMs += 60_000;
    await talk.send(talk.client);
    expect(await world.store.listConnections(talk.freelancer)).toEqual([]);
  });

  it('is no proof of a connection that is still opening', async () => {
    const talk = await converse(world);
    await world.connect(talk.freelancer, `${talk.freelancer}-1`);
    world.gone.add(`${talk.freelancer}-1`);
    await talk.send(talk.client);
    world.gone.clear();
    await talk.send(talk.client);
    expect(eventsTo(world, `${talk.freelancer}-1`)).toEqual(['thread_updated']);
  });
});

async function memberOf(talk: Conversation, userId: string, connectionId: string) {
  const connection = await world.store.getConnection(connectionId);
  if (connection === null) throw new Error('not connected');
  return { ...connection, userId, threadId: talk.threadId, joinedAtMs: world.clock.nowMs };
}
