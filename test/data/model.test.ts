import { expect, it } from 'vitest';
import { RandomWalk } from '../support/random-walk.ts';
import { createWorld } from '../support/world.ts';

/** A run of one's own: `MODEL_SEED=7 MODEL_STEPS=20000 npx vitest run test/data/model`, of 1,000 steps or more. */
const { MODEL_SEED = '20260115', MODEL_STEPS = '1000' } = process.env;
const seed = Number(MODEL_SEED);
const steps = Number(MODEL_STEPS);
const burstSteps = Math.ceil(steps / 5);
const timeoutMs = 60_000 + steps * 250;
const editWindowMs = 15 * 60_000;

it.concurrent(
  `${steps} random operations of two users (seed ${seed}): after each they see what a plain in-memory model says`,
  { timeout: timeoutMs },
  async () => {
    const world = await createWorld({ editWindowMs, rateLimit: null });
    const walk = new RandomWalk(world, { seed, askUnreadEvery: 3, usualPauseMs: 60_000 });
    for (let step = 0; step < steps; step += 1) await walk.step();
    await walk.compareAll();
    const done = [
      'send',
      'send again',
      'event',
      'event again',
      'mark-read',
      'edit',
      'delete',
      'set active true',
      'set active false',
      'delete thread',
      'create thread',
    ];
    expect(Object.keys(walk.tally)).toEqual(expect.arrayContaining(done));
  },
);

it.concurrent(
  `WS-14: ${burstSteps} random operations in bursts (seed ${seed + 1}): refused and accepted as the model's bucket says`,
  { timeout: timeoutMs },
  async () => {
    const world = await createWorld({ editWindowMs, rateLimit: { burst: 2, perMs: 240_000 } });
    const walk = new RandomWalk(world, { seed: seed + 1, askUnreadEvery: 10, usualPauseMs: 2_000 });
    for (let step = 0; step < burstSteps; step += 1) await walk.step();
    await walk.compareAll();
    expect(Object.keys(walk.tally)).toEqual(expect.arrayContaining(['send', 'send again', 'send: rate_limited']));
  },
);
