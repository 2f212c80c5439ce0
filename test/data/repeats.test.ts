import { beforeAll, describe, expect, it } from 'vitest';
import { nextMessage } from '../../lambdas/chat/model/next-message.ts';
import { applyChange } from '../../lambdas/chat/change-message.ts';
import type { LogMessage } from '../../lambdas/chat/model/types.ts';
import { sendMessage } from '../../lambdas/chat/send-message.ts';
import { setActive } from '../../lambdas/chat/set-active.ts';
import { fromMessage } from '../../lambdas/data/items/message.ts';
import { keys } from '../../lambdas/data/keys.ts';
import { converse, conversePresent, eventsTo, frameTo } from '../support/conversation.ts';
import { writeRows } from '../../measure/seed.ts';
import { createWorld, type World } from '../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await createWorld();
});

/** Puts a log of the client's messages into a new thread, faster than sending them. */
async function seedLog(threadId: string, length: number): Promise<void> {
  const log: LogMessage[] = [];
  for (let seq = 1; seq <= length; seq += 1) {
    const fields = { type: 'text', content: 'x', metadata: null, countsAsUnread: true } as const;
    const draft = { ...fields, id: `seed-${seq}`, author: 'client', clientMessageId: `seed-${seq}` } as const;
    log.push(nextMessage(log.at(-1), draft, world.clock.nowMs, null));
  }
  await writeRows(
    world,
    log.map((message) => ({ ...keys.message(threadId, message.seq), ...fromMessage(message) })),
  );
}

describe('WS-10: repeating a send', () => {
  it('20 times at once stores one message and gives 20 equal answers', async () => {
    const talk = await converse(world);
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => talk.send(talk.client, 'Hello', { client_message_id: 'c-1', after_seq: 0 })),
    );
    expect(new Set(answers.map(({ message }) => JSON.stringify(message))).size).toBe(1);
    expect(answers.filter(({ repeat }) => !repeat)).toHaveLength(1);
    expect(await talk.thread(talk.freelancer)).toMatchObject({ last_seq: 1, unread_count: 1 });
  });

  it('20 times at once among other messages stores one message', async () => {
    const talk = await converse(world);
    const repeats = Array.from({ length: 20 }, () =>
      talk.send(talk.client, 'Hello', { client_message_id: 'c-1', after_seq: 0 }),
    );
    const others = Array.from({ length: 20 }, (_, index) => talk.send(talk.freelancer, `Other ${index}`));
    const seqs = new Set((await Promise.all(repeats)).map(({ message }) => message.seq));
    await Promise.all(others);
    expect(seqs.size).toBe(1);
    expect((await talk.thread(talk.client)).last_seq).toBe(21);
  });

  it('is answered with the first message, whatever the repeat says', async () => {
    const talk = await converse(world);
    const first = await talk.send(talk.client, 'Hello', { client_message_id: 'c-1' });
    world.clock.nowMs += 60_000;
    const second = await talk.send(talk.client, 'Something else', { client_message_id: 'c-1' });
    expect(second).toEqual({ message: first.message, repeat: true });
  });

  it('late is found by the after_seq of the first try', async () => {
    const talk = await converse(world);
    await talk.sendMany(talk.freelancer, 2);
    const first = await talk.send(talk.client, 'Hello', { client_message_id: 'late', after_seq: 2 });
    await talk.sendMany(talk.freelancer, 30);
    const late = await talk.send(talk.client, 'Hello', { client_message_id: 'late', after_seq: 2 });
    expect(late).toEqual({ message: first.message, repeat: true });
    expect((await talk.thread(talk.client)).last_seq).toBe(33);
  });

  it.each([1, 100])('is found among the newest even where its client now says after_seq %i', async (afterSeq) => {
    const talk = await converse(world);
    const first = await talk.send(talk.client, 'Hello', { client_message_id: 'moved', after_seq: 0 });
    const again = await talk.send(talk.client, 'Hello', { client_message_id: 'moved', after_seq: afterSeq });
    expect(again).toEqual({ message: first.message, repeat: true });
    expect((await talk.thread(talk.client)).last_seq).toBe(1);
  });

  it.each([undefined, 0, 1])('with after_seq %s is found among the newest 32', async (afterSeq) => {
    const talk = await converse(world);
    const key = { client_message_id: 'c-1', after_seq: afterSeq };
    await talk.send(talk.client, 'Hello', key);
    await talk.sendMany(talk.freelancer, 31);
    expect(await talk.send(talk.client, 'Hello', key)).toMatchObject({ repeat: true, message: { seq: 1 } });
  });

  it('without after_seq is not looked for further back', async () => {
    const talk = await converse(world);
    await talk.send(talk.client, 'Hello', { client_message_id: 'c-1' });
    await talk.sendMany(talk.freelancer, 32);
    expect(await talk.send(talk.client, 'Hello', { client_message_id: 'c-1' })).toMatchObject({
      repeat: false,
      message: { seq: 34 },
    });
  });

  it('is found across messages of the marketplace, edits and deletions', async () => {
    const talk = await converse(world);
    const first = await talk.send(talk.client, 'Hello', { client_message_id: 'c-1' });
    await talk.send(talk.client, 'Later');
    await talk.announce();
    await applyChange(world.as(talk.client), world.rules, talk.threadId, 2, { kind: 'edit', content: 'Edited' });
    await applyChange(world.as(talk.client), world.rules, talk.threadId, 2, { kind: 'delete' });
    const again = await talk.send(talk.client, 'Hello', { client_message_id: 'c-1' });
    expect(again).toMatchObject({ repeat: true, message: { id: first.message.id } });
  });

  it('is no repeat of a message whose key only looks the same', async () => {
    const talk = await converse(world);
    await talk.send(talk.client, 'Hello', { client_message_id: 'c-1' });
    const { message } = await talk.send(talk.client, 'Hello', { client_message_id: 'c-2' });
    const stored = await world.store.getMessage(talk.threadId, message.seq, { consistent: true });
    const lookalike = { ...stored!, clientMessageId: 'another', revision: 1 };
    await world.store.replaceMessage(talk.threadId, lookalike);
    expect((await talk.send(talk.client, 'Hello', { client_message_id: 'c-2' })).message.seq).toBe(3);
    expect((await talk.send(talk.client, 'Hello', { client_message_id: 'c-1' })).message.seq).toBe(1);
  });

  it('is another message by the other user', async () => {
    const talk = await converse(world);
    await talk.send(talk.client, 'Mine', { client_message_id: 'same' });
    expect(await talk.send(talk.freelancer, 'Yours', { client_message_id: 'same' })).toMatchObject({
      repeat: false,
      message: { seq: 2 },
    });
  });

  it('is another message in another thread', async () => {
    const talk = await converse(world);
    const other = await converse(world, { client: talk.client, freelancer: talk.freelancer, jobId: 'other' });
    await talk.send(talk.client, 'Here', { client_message_id: 'same' });
    expect(await other.send(talk.client, 'There', { client_message_id: 'same' })).toMatchObject({
      repeat: false,
      message: { seq: 1 },
    });
  });

  it('is answered in a thread that has become inactive', async () => {
    const talk = await converse(world);
    const first = await talk.send(talk.client, 'Hello', { client_message_id: 'c-1' });
    await setActive(world.as(talk.freelancer), talk.threadId, false);
    expect(await talk.send(talk.client, 'Hello', { client_message_id: 'c-1' })).toEqual({
      message: first.message,
      repeat: true,
    });
  });

  it('is pushed again', async () => {
    const talk = await conversePresent(world);
    const first = await talk.send(talk.client, 'Hello', { client_message_id: 'c-1' });
    world.pushed.length = 0;
    await talk.send(talk.client, 'Hello', { client_message_id: 'c-1' });
    expect(frameTo(world, `${talk.freelancer}-1`, 'new_message').data).toEqual(first.message);
  });

  it('is answered with the message as it is now', async () => {
    const talk = await converse(world);
    await talk.send(talk.client, 'Hello', { client_message_id: 'c-1' });
    await talk.read(talk.freelancer);
    expect((await talk.send(talk.client, 'Hello', { client_message_id: 'c-1' })).message.is_read).toBe(true);
  });

  it('by the gateway, with the same request id, is one message too', async () => {
    const talk = await converse(world);
    const ctx = world.as(talk.client);
    const send = () => sendMessage(ctx, world.rules, { thread_id: talk.threadId, content: 'Hello', type: 'text' });
    const first = await send();
    expect(await send()).toEqual({ message: first.message, repeat: true });
  });
});

describe('WS-10: a send whose first try may lie more than 32 messages back', () => {
  it('gets conflict, and nothing is stored or pushed', async () => {
    const talk = await conversePresent(world);
    await seedLog(talk.threadId, 33);
    await expect(talk.send(talk.client, 'Hello', { client_message_id: 'c-1', after_seq: 0 })).rejects.toMatchObject({
      code: 'conflict',
      details: [{ field: 'after_seq' }],
    });
    expect(eventsTo(world, `${talk.freelancer}-1`)).toEqual([]);
    expect((await talk.thread(talk.client)).last_seq).toBe(33);
  });

  it('gets conflict even if the first try is there, but further back', async () => {
    const talk = await converse(world);
    await seedLog(talk.threadId, 34);
    const late = talk.send(talk.client, 'Hello', { client_message_id: 'seed-2', after_seq: 1 });
    await expect(late).rejects.toMatchObject({ code: 'conflict' });
  });

  it('is answered if the first try is among the last 32 all the same', async () => {
    const talk = await converse(world);
    await seedLog(talk.threadId, 1_000);
    const { message, repeat } = await talk.send(talk.client, 'Hello', { client_message_id: 'seed-969', after_seq: 1 });
    expect([message.seq, repeat]).toEqual([969, true]);
  });

  it('is stored with an after_seq from which the client has looked', async () => {
    const talk = await converse(world);
    await seedLog(talk.threadId, 33);
    expect(await talk.send(talk.client, 'Hello', { client_message_id: 'new', after_seq: 1 })).toMatchObject({
      repeat: false,
      message: { seq: 34 },
    });
  });

  it('gets conflict in a closed thread too', async () => {
    const talk = await converse(world);
    await seedLog(talk.threadId, 33);
    await setActive(world.as(talk.freelancer), talk.threadId, false);
    const late = talk.send(talk.client, 'Hello', { client_message_id: 'c-1', after_seq: 0 });
    await expect(late).rejects.toMatchObject({ code: 'conflict' });
  });
});

describe('the price of a send', () => {
  const refused = (work: Promise<unknown>) =>
    work.then(
      () => expect.fail('it was accepted'),
      () => undefined,
    );

  it('WS-10: a repeat of any age writes nothing, in at most 4 calls', async () => {
    const talk = await conversePresent(world);
    await seedLog(talk.threadId, 1_000);
    for (const seq of [1_000, 969]) {
      const key = { client_message_id: `seed-${seq}`, after_seq: seq - 1 };
      await talk.send(talk.client, 'Hello', key);
      const cost = await world.meter.of(() => talk.send(talk.client, 'Hello', key));
      expect(cost).toMatchObject({ writeUnits: 0 });
      expect(cost.readUnits).toBeLessThanOrEqual(5);
    }
  });

  it('WS-10: an after_seq far back costs as much in a long log as in a short one', async () => {
    const costs = [];
    for (const length of [50, 1_000]) {
      const talk = await converse(world);
      await seedLog(talk.threadId, length);
      const send = () => refused(talk.send(talk.client, 'Hello', { client_message_id: 'c-1', after_seq: 0 }));
      costs.push(await world.meter.of(send));
    }
    expect(costs[0]).toEqual(costs[1]);
    expect(costs[0]).toMatchObject({ calls: 2, writeUnits: 0 });
  });

  it('WS-5: a stranger costs one read and no write, also in a closed thread', async () => {
    const talk = await converse(world);
    for (const isActive of [true, false]) {
      await setActive(world.as(talk.client), talk.threadId, isActive);
      const cost = await world.meter.of(() => refused(talk.send('a stranger', 'Hello')));
      expect(cost).toMatchObject({ calls: 1, writeUnits: 0, readUnits: 0.5 });
    }
  });
});
