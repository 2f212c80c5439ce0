import { beforeAll, describe, expect, test } from 'vitest';
import { nextMessage } from '../../lambdas/chat/model/next-message.ts';
import type { LogMessage } from '../../lambdas/chat/model/types.ts';
import { sendMessage } from '../../lambdas/chat/send-message.ts';
import { setActive } from '../../lambdas/chat/set-active.ts';
import { fromMessage } from '../../lambdas/data/items/message.ts';
import { keys } from '../../lambdas/data/keys.ts';
import { writeRows } from '../../measure/seed.ts';
import { converse, conversePresent } from '../support/conversation.ts';
import { createWorld, type World } from '../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await createWorld();
});

/** Writes a log of the client's messages into a new thread, faster than sending them. */
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

describe('a repeat', () => {
  test('WS-10: by the gateway, of a frame with the same request id, is one message', async () => {
    const talk = await converse(world);
    const ctx = world.as(talk.client);
    const send = () => sendMessage(ctx, world.rules, { thread_id: talk.threadId, content: 'Hello', type: 'text' });
    const first = await send();
    expect(await send()).toEqual({ message: first.message, repeat: true });
  });

  test('WS-10: is not found in a message whose stored key only looks the same', async () => {
    const talk = await converse(world);
    await talk.send(talk.client, 'Hello', { client_message_id: 'c-1' });
    const { message } = await talk.send(talk.client, 'Hello', { client_message_id: 'c-2' });
    const stored = await world.store.getMessage(talk.threadId, message.seq, { consistent: true });
    const lookalike = { ...stored!, clientMessageId: 'another', revision: 1 };
    await world.store.replaceMessage(talk.threadId, lookalike);
    expect((await talk.send(talk.client, 'Hello', { client_message_id: 'c-2' })).message.seq).toBe(3);
    expect((await talk.send(talk.client, 'Hello', { client_message_id: 'c-1' })).message.seq).toBe(1);
  });
});

describe('the price of a send', () => {
  const refused = (work: Promise<unknown>) =>
    work.then(
      () => expect.fail('it was accepted'),
      () => undefined,
    );

  test('WS-10: a repeat of any age writes nothing, in at most 4 calls', async () => {
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

  test('WS-10: an after_seq far back costs as much in a long log as in a short one', async () => {
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

  test('WS-5: a stranger costs one read and no write, also in a closed thread', async () => {
    const talk = await converse(world);
    for (const isActive of [true, false]) {
      await setActive(world.as(talk.client), talk.threadId, isActive);
      const cost = await world.meter.of(() => refused(talk.send('a stranger', 'Hello')));
      expect(cost).toMatchObject({ calls: 1, writeUnits: 0, readUnits: 0.5 });
    }
  });

  test.each([{}, { client_message_id: 'new', after_seq: 0 }])(
    'WS-14: a refusal by the rate limit costs one read of the thread, with %o too',
    async (fields) => {
      const limited = await createWorld({
        editWindowMs: 900_000,
        rateLimit: { burst: 20, perMs: 10_000 },
        userLimit: null,
      });
      const talk = await converse(limited);
      await talk.sendMany(talk.client, 20);
      const cost = await limited.meter.of(() => refused(talk.send(talk.client, 'x', fields)));
      expect(cost).toMatchObject({ calls: 1, writeUnits: 0 });
      expect(cost.readUnits).toBeLessThanOrEqual(3);
    },
  );
});
