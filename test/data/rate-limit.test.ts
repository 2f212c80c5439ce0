import { beforeAll, describe, expect, it } from 'vitest';
import { converse, type Conversation } from '../support/conversation.ts';
import { createWorld, type World } from '../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await createWorld({ editWindowMs: 15 * 60_000, rateLimit: { burst: 20, perMs: 10_000 } });
});

const limited = { code: 'rate_limited' };

async function emptied(): Promise<Conversation> {
  const talk = await converse(world);
  await talk.sendMany(talk.client, 20);
  return talk;
}

describe('WS-14: the rate limit', () => {
  it('accepts 20 messages at once and refuses the next with the time until it is accepted', async () => {
    const talk = await emptied();
    await expect(talk.send(talk.client)).rejects.toMatchObject({ ...limited, retryAfterMs: 500 });
    expect((await talk.thread(talk.client)).last_seq).toBe(20);
  });

  it('accepts after that wait', async () => {
    const talk = await emptied();
    const { retryAfterMs } = await talk.send(talk.client).then(
      () => ({ retryAfterMs: 0 }),
      (error: { retryAfterMs: number }) => error,
    );
    world.clock.nowMs += retryAfterMs;
    expect((await talk.send(talk.client)).message.seq).toBe(21);
    await expect(talk.send(talk.client)).rejects.toMatchObject(limited);
  });

  it('holds when all are sent at the same moment', async () => {
    const talk = await converse(world);
    const sent = await Promise.allSettled(Array.from({ length: 25 }, () => talk.send(talk.client)));
    expect(sent.filter(({ status }) => status === 'fulfilled')).toHaveLength(20);
    expect((await talk.thread(talk.client)).last_seq).toBe(20);
  });

  it("is each user's own", async () => {
    const talk = await emptied();
    expect((await talk.send(talk.freelancer)).message.seq).toBe(21);
    await expect(talk.send(talk.client)).rejects.toMatchObject(limited);
  });

  it("is each thread's own", async () => {
    const talk = await emptied();
    const other = await converse(world, { client: talk.client, freelancer: talk.freelancer, jobId: 'other' });
    expect((await other.send(talk.client)).message.seq).toBe(1);
  });

  it('is not refilled by what others say meanwhile', async () => {
    const talk = await emptied();
    await talk.sendMany(talk.freelancer, 3);
    await talk.announce();
    await expect(talk.send(talk.client)).rejects.toMatchObject({ ...limited, retryAfterMs: 500 });
  });

  it('answers a repeat of an accepted message, and does not count it', async () => {
    const talk = await converse(world);
    await talk.sendMany(talk.client, 19);
    const first = await talk.send(talk.client, 'Last', { client_message_id: 'c-1' });
    for (let count = 0; count < 3; count += 1) {
      expect(await talk.send(talk.client, 'Last', { client_message_id: 'c-1' })).toEqual({
        message: first.message,
        repeat: true,
      });
    }
    world.clock.nowMs += 500;
    expect((await talk.send(talk.client)).message.seq).toBe(21);
  });

  it.each([{}, { client_message_id: 'new', after_seq: 0 }])(
    'WS-14: a refusal costs one read of the thread, with %o too',
    async (fields) => {
      const talk = await emptied();
      const cost = await world.meter.of(() =>
        expect(talk.send(talk.client, 'x', fields)).rejects.toMatchObject(limited),
      );
      expect(cost).toMatchObject({ calls: 1, writeUnits: 0 });
      expect(cost.readUnits).toBeLessThanOrEqual(3);
    },
  );
});
