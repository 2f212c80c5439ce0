import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Rules } from '../../lambdas/chat/ports/context.ts';
import { createWorld, type World } from '../support/world.ts';
import { compareAll, compareSome, look, type Look } from './model/looks.ts';
import { ModelChat } from './model/model-chat.ts';
import type { Pair } from './model/model-thread.ts';
import { operation, type History, type Operation } from './model/operations.ts';
import { idOf, outcomeOf, pairs, users, type User } from './model/pairs.ts';

/** A run of one's own: `MODEL_SEED=7 MODEL_RUNS=100 npx vitest run test/data/model`. */
const { MODEL_SEED = '20260115', MODEL_RUNS = '10' } = process.env;
const runs = Number(MODEL_RUNS);
const stepsPerRun = 200;
const timeout = 60_000 + runs * 60_000;
const minuteMs = 60_000;
const editWindowMs = 15 * minuteMs;

interface StepInput {
  pauseMs: number;
  user: User;
  pair: Pair;
  operation: Operation;
  look: Look;
  /** Done in a closed thread too, where most operations are refused. */
  insists: boolean;
}

/** One operation of a user in the world and in the model, and a look at what can be seen after it. */
class Step implements fc.AsyncCommand<History, World> {
  constructor(private readonly input: StepInput) {}

  check({ chat }: Readonly<History>): boolean {
    const { operation: given, pair, insists } = this.input;
    return !given.needsOpen || insists || chat.isOpen(idOf(pair));
  }

  async run(history: History, world: World): Promise<void> {
    const { pauseMs, user, pair, operation: given, look: seen } = this.input;
    world.clock.nowMs += pauseMs;
    const { inWorld, inModel } = given.prepare(history, world, user, pair);
    const expected = await outcomeOf(inModel);
    history.seen.add('refused' in expected ? `${given.kind}: ${expected.refused}` : given.kind);
    expect(await outcomeOf(inWorld)).toEqual(expected);
    await compareSome(world, history.chat, idOf(pair), seen);
  }

  toString(): string {
    const { pauseMs, user, pair, operation: given, look: seen } = this.input;
    return `${pauseMs} ms later ${given.kind} by ${user} in ${idOf(pair)}, seen ${JSON.stringify(seen)}`;
  }
}

/** Mostly short, and sometimes of minutes, hours or days. */
const pauses = fc.oneof(
  { weight: 80, arbitrary: fc.nat(minuteMs) },
  { weight: 12, arbitrary: fc.nat(10 * minuteMs) },
  { weight: 5, arbitrary: fc.nat(180 * minuteMs) },
  { weight: 3, arbitrary: fc.nat(8 * 24 * 60 * minuteMs) },
);
const shortPauses = fc.oneof({ weight: 95, arbitrary: fc.nat(2_000) }, { weight: 5, arbitrary: fc.nat(10 * minuteMs) });

function steps(pauseMs: fc.Arbitrary<number>): fc.Arbitrary<Iterable<fc.AsyncCommand<History, World>>> {
  const step = fc
    .record({
      pauseMs,
      user: fc.constantFrom(...users),
      pair: fc.oneof(
        { weight: 3, arbitrary: fc.constant(pairs[0]!) },
        { weight: 2, arbitrary: fc.constantFrom(...pairs) },
      ),
      operation,
      look,
      insists: fc.nat(4).map((number) => number === 0),
    })
    .map((input) => new Step(input));
  return fc.commands([step], { maxCommands: stepsPerRun, size: 'max' });
}

/** Runs the steps in a world and in a model, which must agree after each. Returns what was done. */
async function compareRuns(
  rules: Rules,
  pauseMs: fc.Arbitrary<number>,
  numRuns: number,
  seed: number,
): Promise<Set<string>> {
  const seen = new Set<string>();
  const property = fc.asyncProperty(steps(pauseMs), async (commands) => {
    const real = await createWorld(rules);
    const model: History = { chat: new ModelChat(rules), sent: [], events: [], seen };
    await fc.asyncModelRun(() => ({ model, real }), commands);
    await compareAll(real, model.chat);
  });
  await fc.assert(property, { numRuns, seed, endOnFailure: true });
  return seen;
}

test.concurrent(
  `operations of two users: after each they see what a plain in-memory model says (seed ${MODEL_SEED})`,
  { timeout },
  async () => {
    const seen = await compareRuns(
      { editWindowMs, rateLimit: null, userLimit: null },
      pauses,
      runs,
      Number(MODEL_SEED),
    );
    const kinds = ['send', 'send again', 'event', 'event again', 'mark as read', 'edit', 'delete', 'open', 'close'];
    expect([...seen]).toEqual(expect.arrayContaining([...kinds, 'open: forbidden', 'delete thread', 'create thread']));
  },
);

test.concurrent(
  `WS-14: operations in bursts are accepted and refused as the model's bucket says (seed ${MODEL_SEED})`,
  { timeout },
  async () => {
    const rules = { editWindowMs, rateLimit: { burst: 2, perMs: 240_000 }, userLimit: null };
    const seen = await compareRuns(rules, shortPauses, Math.ceil(runs / 4), Number(MODEL_SEED) + 1);
    expect([...seen]).toEqual(expect.arrayContaining(['send', 'send again', 'send: rate_limited']));
  },
);
