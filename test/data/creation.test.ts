import { beforeAll, describe, expect, test } from 'vitest';
import { createThread } from '../../lambdas/chat/create-thread.ts';
import { createWorld, type World } from '../support/world.ts';

/** What it costs to create a thread, and to be refused it (REST-18, REST-19). */

let world: World;
beforeAll(async () => {
  world = await createWorld({ threadLimit: { burst: 1, perMs: 3_600_000 } });
});

const create = (id: string, rules = world.rules) =>
  createThread(world.as('alice'), rules, { client: { id: 'alice' }, freelancer: { id: 'bob' }, job: { id } });

const costOf = async (work: () => Promise<unknown>) => {
  const { readUnits, writeUnits, roundTrips } = await world.meter.of(work);
  return { readUnits, writeUnits, roundTrips };
};

describe('creating a thread', () => {
  test('beyond the limit reads once, at most 2 units, and writes nothing', async () => {
    expect(await create('first')).toMatchObject({ created: true });
    const refusal = await costOf(() => expect(create('second')).rejects.toThrow('too many new threads'));
    expect(refusal).toMatchObject({ roundTrips: 1, writeUnits: 0 });
    expect(refusal.readUnits).toBeLessThanOrEqual(2);
  });

  test('that is left to others costs no more', async () => {
    const rules = { ...world.rules, threadCreation: 'marketplace' } as const;
    const refusal = await costOf(() => expect(create('second', rules)).rejects.toThrow('only the marketplace'));
    expect(refusal).toMatchObject({ roundTrips: 1, writeUnits: 0 });
    expect(refusal.readUnits).toBeLessThanOrEqual(2);
  });

  test('keeps one row of the user, which expires once the bucket is full', async () => {
    const fullAtMs = await world.store.readThreadBucket('alice');
    expect(fullAtMs).toBe(world.clock.nowMs + 3_600_000);
    world.clock.nowMs = fullAtMs;
    expect(await create('second')).toMatchObject({ created: true });
    expect(await world.store.readThreadBucket('alice')).toBe(fullAtMs + 3_600_000);
  });
});
