import { beforeAll, describe, expect, it } from 'vitest';
import { forgetConnection } from '../../lambdas/chat/forget-connection.ts';
import { joinThread } from '../../lambdas/chat/join-thread.ts';
import { markAsRead } from '../../lambdas/chat/mark-as-read.ts';
import { openConnection } from '../../lambdas/chat/open-connection.ts';
import { renewConnection } from '../../lambdas/chat/renew-connection.ts';
import type { UserContext } from '../../lambdas/chat/ports/context.ts';
import { sendMessage } from '../../lambdas/chat/send-message.ts';
import { showTyping } from '../../lambdas/chat/show-typing.ts';
import { converse, conversePresent, eventsTo, frameTo, twoPeople } from '../support/conversation.ts';
import { hourMs, inSeconds, memberOf, renew } from '../support/renewal.ts';
import { createWorld, type World } from '../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await createWorld();
});

describe("WS-6: after the token's exp", () => {
  it('nothing is pushed to a connection that has joined', async () => {
    const talk = await conversePresent(world);
    world.clock.nowMs += hourMs;
    await talk.send(talk.client);
    expect(world.pushed).toEqual([]);
  });

  it('nothing is pushed to one that has not joined', async () => {
    const talk = await converse(world);
    await world.connect(talk.freelancer, `${talk.freelancer}-1`);
    world.clock.nowMs += hourMs;
    await talk.send(talk.client);
    expect(world.pushed).toEqual([]);
  });

  it('the user is not online by it', async () => {
    const talk = await conversePresent(world);
    world.clock.nowMs += hourMs;
    const { members } = await world.join(talk.client, talk.threadId, `${talk.client}-2`);
    expect(members.map((member) => member.online)).toEqual([true, false]);
  });

  it('a moment before, everything is pushed', async () => {
    const talk = await conversePresent(world);
    world.clock.nowMs += hourMs - 1_000;
    await talk.send(talk.client);
    expect(eventsTo(world, `${talk.freelancer}-1`)).toEqual(['new_message']);
  });
});

describe('WS-6: renewal', () => {
  it('goes on pushing to the rooms that were joined before', async () => {
    const talk = await conversePresent(world);
    world.clock.nowMs += hourMs / 2;
    await renew(world, talk.freelancer, `${talk.freelancer}-1`, inSeconds(world, hourMs));
    world.clock.nowMs += hourMs / 2 + 60_000;
    await talk.send(talk.client);
    expect(eventsTo(world, `${talk.freelancer}-1`)).toEqual(['new_message']);
  });

  it('goes on pushing to a connection that has joined nothing', async () => {
    const talk = await converse(world);
    await world.connect(talk.freelancer, `${talk.freelancer}-1`);
    world.clock.nowMs += hourMs / 2;
    await renew(world, talk.freelancer, `${talk.freelancer}-1`, inSeconds(world, hourMs));
    world.clock.nowMs += hourMs / 2 + 60_000;
    await talk.send(talk.client);
    expect(eventsTo(world, `${talk.freelancer}-1`)).toEqual(['thread_updated']);
  });

  it("holds for rooms that are joined after it, by a frame that still carries the first token's end", async () => {
    const talk = await converse(world);
    const connectedAtMs = world.clock.nowMs;
    await world.connect(talk.freelancer, `${talk.freelancer}-1`);
    await renew(world, talk.freelancer, `${talk.freelancer}-1`, inSeconds(world, 1.5 * hourMs));
    const ctx = world.as(talk.freelancer, { connectionId: `${talk.freelancer}-1` });
    await joinThread(ctx, memberOf(world, talk, talk.freelancer, `${talk.freelancer}-1`, connectedAtMs), {
      thread_id: talk.threadId,
    });
    world.clock.nowMs += hourMs + 60_000;
    await talk.send(talk.client);
    expect(eventsTo(world, `${talk.freelancer}-1`)).toEqual(['new_message']);
  });

  it('holds for a room that is joined while it is under way', async () => {
    const talk = await converse(world);
    const connectionId = `${talk.freelancer}-1`;
    const connectedAtMs = world.clock.nowMs;
    await world.connect(talk.freelancer, connectionId);
    const ctx = world.as(talk.freelancer, { connectionId });
    const join = () =>
      joinThread(ctx, memberOf(world, talk, talk.freelancer, connectionId, connectedAtMs), {
        thread_id: talk.threadId,
      });
    const meanwhile: UserContext = {
      ...ctx,
      store: {
        ...world.store,
        async getConnection(id) {
          const connection = await world.store.getConnection(id);
          await join();
          return connection;
        },
      },
    };
    await renewConnection(meanwhile, connectionId, { ...ctx.caller, expiresAtSeconds: inSeconds(world, 1.5 * hourMs) });
    world.clock.nowMs += hourMs + 60_000;
    await talk.send(talk.client);
    expect(eventsTo(world, connectionId)).toEqual(['new_message']);
  });

  it('by a token that ends earlier ends the connection with that token: its frames are refused, nothing is pushed or stored', async () => {
    const talk = await conversePresent(world);
    const connectionId = `${talk.client}-1`;
    const ctx = world.as(talk.client, { connectionId });
    await renew(world, talk.client, connectionId, inSeconds(world, 60_000));
    world.clock.nowMs += 61_000;
    const later = { ...ctx, nowMs: world.clock.nowMs };
    const member = memberOf(world, talk, talk.client, connectionId, world.clock.nowMs);
    const frames = {
      send: () => sendMessage(later, world.rules, { thread_id: talk.threadId, content: 'Hello', type: 'text' }),
      typing: () => showTyping(later, 'typing_start', talk.threadId),
      read: () => markAsRead(later, talk.threadId),
      join: () => joinThread(later, member, { thread_id: talk.threadId }),
    };
    for (const frame of Object.values(frames)) await expect(frame()).rejects.toMatchObject({ code: 'unauthorized' });
    await talk.send(talk.freelancer);
    expect([eventsTo(world, connectionId), (await talk.thread(talk.freelancer)).last_seq]).toEqual([[], 1]);
  });

  it('under a new name is what the thread shows from then on, whatever name its frames still carry', async () => {
    const talk = await conversePresent(world);
    await renew(world, talk.client, `${talk.client}-1`, inSeconds(world, 2 * hourMs), 'Ann');
    const ctx = world.as(talk.client, { connectionId: `${talk.client}-1` });
    const theirs = `${talk.freelancer}-1`;
    await showTyping(ctx, 'typing_start', talk.threadId);
    expect(frameTo(world, theirs, 'typing_start').data).toMatchObject({ user: 'Ann' });
    const { message } = await sendMessage(ctx, world.rules, {
      thread_id: talk.threadId,
      content: 'Hello',
      type: 'text',
    });
    expect(message.sender).toEqual({ id: talk.client, username: 'Ann' });
    await talk.send(talk.freelancer);
    expect(await markAsRead(ctx, talk.threadId)).toMatchObject({ user: 'Ann', count: 1 });
    expect(frameTo(world, theirs, 'messages_read').data).toMatchObject({ user: 'Ann' });
    expect((await talk.thread(talk.freelancer)).client.username).toBe('Ann');
  });

  it('under a new name holds for a room that is joined after it', async () => {
    const talk = await conversePresent(world);
    const connectedAtMs = world.clock.nowMs;
    await world.connect(talk.client, `${talk.client}-2`);
    await renew(world, talk.client, `${talk.client}-2`, inSeconds(world, 2 * hourMs), 'Ann');
    const ctx = world.as(talk.client, { connectionId: `${talk.client}-2` });
    const { thread } = await joinThread(ctx, memberOf(world, talk, talk.client, `${talk.client}-2`, connectedAtMs), {
      thread_id: talk.threadId,
    });
    expect(thread.client).toEqual({ id: talk.client, username: 'Ann' });
  });

  it("is forbidden with another user's token, and the old one stays", async () => {
    const talk = await conversePresent(world);
    const owner = { userId: talk.client, username: 'x', expiresAtSeconds: inSeconds(world, 2 * hourMs) };
    const ctx = world.as(talk.freelancer, { connectionId: `${talk.freelancer}-1` });
    await expect(renewConnection(ctx, `${talk.freelancer}-1`, owner)).rejects.toMatchObject({ code: 'forbidden' });
    await talk.send(talk.client);
    expect(eventsTo(world, `${talk.freelancer}-1`)).toEqual(['new_message']);
    world.clock.nowMs += hourMs;
    await talk.send(talk.client);
    expect(eventsTo(world, `${talk.freelancer}-1`)).toEqual(['new_message']);
  });

  it('of a connection that has ended is refused, and brings it not back', async () => {
    const talk = await converse(world);
    await expect(renew(world, talk.client, 'never-there', inSeconds(world, hourMs))).rejects.toMatchObject({
      code: 'unauthorized',
    });
    expect(await world.store.listConnections(talk.client)).toEqual([]);
  });
});

describe('a connection that is ended again', () => {
  it('costs no more than finding that out, however many rooms it had joined', async () => {
    const { client, freelancer } = twoPeople();
    const connectionId = `${client}-1`;
    await world.connect(client, connectionId);
    for (const jobId of ['a', 'b', 'c']) {
      const talk = await converse(world, { client, freelancer, jobId });
      await joinThread(world.as(client, { connectionId }), memberOf(world, talk, client, connectionId), {
        thread_id: talk.threadId,
      });
    }
    const end = () => forgetConnection(world.as(client), { connectionId, userId: client });
    expect((await world.meter.of(end)).calls).toBeGreaterThan(6);
    expect((await world.meter.of(end)).calls).toBe(2);
  });
});

describe('WS-17: connections of a user', () => {
  async function open(userId: string, connectionId: string, max: number): Promise<void> {
    world.clock.nowMs += 1;
    const recipient = { connectionId, userId, username: userId, codec: 'chat.v1', connectedAtMs: world.clock.nowMs };
    await openConnection(
      world.as(userId, { connectionId }),
      { ...recipient, expiresAtSeconds: inSeconds(world, hourMs) },
      max,
    );
  }

  it('one more than 20 closes the oldest, and only that', async () => {
    const { client } = twoPeople();
    for (let count = 1; count <= 20; count += 1) await open(client, `${client}-${count}`, 20);
    expect(world.closed).toEqual([]);
    await open(client, `${client}-21`, 20);
    expect(world.closed).toEqual([`${client}-1`]);
    expect(await world.store.listConnections(client)).toHaveLength(20);
    world.closed.length = 0;
  });

  it('the closed one leaves its rooms, and user_left follows', async () => {
    const talk = await conversePresent(world);
    await open(talk.freelancer, `${talk.freelancer}-2`, 1);
    expect(world.closed).toEqual([`${talk.freelancer}-1`]);
    expect(eventsTo(world, `${talk.client}-1`)).toEqual(['user_left']);
    world.closed.length = 0;
  });

  it('those whose token has expired do not count', async () => {
    const { client } = twoPeople();
    await open(client, `${client}-1`, 1);
    world.clock.nowMs += hourMs;
    await open(client, `${client}-2`, 1);
    expect(world.closed).toEqual([]);
  });

  it("are each user's own", async () => {
    const { client, freelancer } = twoPeople();
    await open(client, `${client}-1`, 1);
    await open(freelancer, `${freelancer}-1`, 1);
    expect(world.closed).toEqual([]);
  });
});
