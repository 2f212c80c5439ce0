import { describe, expect, inject, test } from 'vitest';
import { noLimits } from '../../measure/no-limits.ts';
import { isLong, seedOf } from '../chaos/length.ts';
import { Random } from '../support/random.ts';
import { followUpsOf, type Died, type FollowUp } from './crash/follow-ups.ts';
import { Scene } from './crash/scene.ts';
import type { CrashVerb } from './crash/verb.ts';
import { crashVerbs, maxConnections } from './crash/verbs.ts';
import { isOverSockets, setUpChat } from './driver/chat.ts';
import { deathsOf, runUnder, type Death } from './driver/kills.ts';

/**
 * Each function dies at its calls to DynamoDB, to the connections and to the event bus: before the first, between any
 * two, and after the last without an answer. Then its client repeats the call, or somebody else does something, and
 * everything must be as if nothing had died. The calls are recorded in a run that lives, so that a new call is
 * covered by itself.
 *
 * In process every death is tried, with one of the ways to go on, which the seed picks. The long form
 * (`npm run test:chaos`) tries each way on the embedded engine, and over sockets every death once. The short form tries
 * one death of each verb over sockets.
 */

const seed = seedOf('CRASH_SEED');
const chat = setUpChat({
  ...noLimits,
  CHAT_MAX_CONNECTIONS: String(maxConnections),
  CHAT_EVENTS: 'thread.created,message.created',
});
const scenesAtOnce = 6;

/** A death in a scene of its own, and what follows it. */
interface Trial {
  death: Death;
  followUp: FollowUp;
  index: number;
  died?: Died;
  failure?: string;
}

/** Lets the verb act in a scene of its own, and die if a death is given. */
async function actIn(verb: CrashVerb, death?: Death) {
  const scene = await Scene.create(chat, verb.options);
  await verb.prepare?.(scene);
  const order = { function: verb.function, match: verb.match?.(scene) ?? scene.name, ...(death && { death }) };
  return { verb, scene, ...(await runUnder(chat, order, () => verb.act(scene))) };
}

/** Works on the trials in which nothing has failed yet, several at a time. */
async function each(trials: Trial[], work: (trial: Trial & { died: Died }) => Promise<unknown>): Promise<void> {
  const queue = trials.filter((trial) => trial.failure === undefined).values();
  const worker = async () => {
    for (const trial of queue)
      await work(trial as Trial & { died: Died }).catch((error: Error) => (trial.failure = error.message));
  };
  await Promise.all(Array.from({ length: scenesAtOnce }, worker));
}

async function die(verb: CrashVerb, trial: Trial): Promise<void> {
  const died = await actIn(verb, trial.death);
  // Over sockets chance orders concurrent calls and repeats some, so that fewer may be made than in the run that lived.
  if (!isOverSockets) expect(died.died).toBe(true);
  trial.died = died;
}

/** Scenes share the clock: those that end with the same follow-up go side by side. */
async function run(verb: CrashVerb, followUp: FollowUp, trials: Trial[]): Promise<void> {
  const pause = (ms: number) => chat.wait(isOverSockets ? 0 : ms);
  await chat.loseDisconnects(verb.losesDisconnects ?? false);
  await each(trials, (trial) => die(verb, trial));
  await chat.loseDisconnects(followUp.cutsAlice ?? false);
  if (followUp.cutsAlice) await each(trials, ({ died }) => died.scene.closeAlices());
  await pause(followUp.pauseMs);
  if (followUp.asksUnread) {
    await each(trials, ({ died: { scene } }) => Promise.all([scene.alice.unreadCount(), scene.bob.unreadCount()]));
    await pause(followUp.pauseMs / 2);
  }
  await each(trials, ({ died, index }) => followUp.go(died, index));
}

function trialsOf(verb: CrashVerb, calls: string[][], random: Random): Trial[] {
  const ways = followUpsOf(verb);
  const all = deathsOf(calls).map((death, index) =>
    ways.map((alternatives) => ({ death, followUp: alternatives[index % alternatives.length]!, index })),
  );
  if (!isOverSockets && isLong && inject('dataEngine') === 'embedded') return all.flat();
  const oneEach = all.map((ofDeath) => random.pick(ofDeath));
  return isOverSockets && !isLong ? [random.pick(oneEach)] : oneEach;
}

function describeFailure({ death: { wave, done }, followUp, failure }: Trial, calls: string[][]): string {
  const ofWave = calls[wave]?.map((call, at) => `${done.includes(at) ? 'done' : 'not done'}: ${call}`) ?? [];
  return `${followUp.title}, after a death in wave ${wave} [${ofWave.join(', ')}]: ${failure}`;
}

const here = crashVerbs.filter(
  ({ only }) => only === undefined || only === (isOverSockets ? 'over sockets' : 'in process'),
);

describe(`a function that dies at any of its calls (CRASH_SEED=${seed})`, () => {
  const timeout = isLong ? 600_000 : 110_000;
  test.for(here.map((verb, index) => ({ verb, index, title: `${verb.title} (${verb.function})` })))(
    '$title: afterwards it is as if nothing had died',
    { timeout },
    async ({ verb, index }) => {
      const { died, calls } = await actIn(verb);
      expect(died).toBe(false);
      const trials = trialsOf(verb, calls, new Random(seed + index));
      for (const followUp of new Set(trials.map((trial) => trial.followUp)))
        await run(
          verb,
          followUp,
          trials.filter((trial) => trial.followUp === followUp),
        );
      const failed = trials.filter((trial) => trial.failure !== undefined);
      expect(failed.map((trial) => describeFailure(trial, calls))).toEqual([]);
    },
  );
});
