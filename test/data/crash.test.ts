import { beforeAll, describe, expect, it } from 'vitest';
import { ChatError } from '../../protocol/errors.ts';
import { countUnread } from '../../lambdas/chat/count-unread.ts';
import { joinThread } from '../../lambdas/chat/join-thread.ts';
import { markAsRead } from '../../lambdas/chat/mark-as-read.ts';
import { sendMessage } from '../../lambdas/chat/send-message.ts';
import { checkConsistent, Scene } from '../support/crash-scene.ts';
import { crashVerbs, type ContextOf, type CrashVerb } from '../support/crash-verbs.ts';
import { connectionsOf } from '../support/presence.ts';
import { deathsOf, MortalProcess, type Death } from '../support/mortal-process.ts';
import { createWorld, type World } from '../support/world.ts';

/**
 * Each verb dies in each wave of its calls: before, after and between them. What its client repeats, or what somebody else
 * does next, must leave everything as if nothing had died. Its calls are counted in a run that lives, so that a new call is
 * covered by itself.
 */

let world: World;
beforeAll(async () => {
  world = await createWorld();
});

const secondMs = 1_000;
const hourMs = 60 * 60 * secondMs;
const casesAtOnce = 6;

async function attempt(verb: CrashVerb, scene: Scene, process: MortalProcess, afterMs: number, number: number) {
  const requestId = verb.isRedelivered ? `${scene.name}-request` : undefined;
  return process.run((outside) => {
    const as: ContextOf = (user, connectionId = scene.joined(user)) =>
      scene.context(outside, user, afterMs, connectionId, requestId);
    return verb.act(scene, as, number);
  });
}

async function newScene(verb: CrashVerb, name: string): Promise<Scene> {
  const scene = new Scene(world, name, verb.options);
  await scene.seed();
  verb.prepare?.(scene);
  return scene;
}

/** A scene in which the verb has died. */
async function died(verb: CrashVerb, death: Death, name: string): Promise<Scene> {
  const scene = await newScene(verb, name);
  expect(await attempt(verb, scene, new MortalProcess(world, death), 0, 1)).toEqual({ died: true });
  return scene;
}

/** Both ask for their unread count before anything is mended: what they remember must not hide what is mended later. */
async function bothAskUnread(scene: Scene, afterMs: number): Promise<void> {
  await Promise.all([scene.alice, scene.bob].map((user) => countUnread(scene.later(user, afterMs))));
}

/** `isOdd`: in every other case something is done differently, so that each way meets every verb. */
type FollowUp = (verb: CrashVerb, scene: Scene, index: number, isOdd: boolean) => Promise<void>;

const repeated: FollowUp = async (verb, scene, _index, isOdd) => {
  if (isOdd) await bothAskUnread(scene, secondMs);
  const ended = await attempt(verb, scene, new MortalProcess(world), 5 * secondMs, 2);
  expect(ended.died).toBe(false);
  await verb.check(scene, await checkConsistent(scene, 6 * secondMs));
};

/** What Bob may do next; the thread may be closed for messages, or not there. */
const nextOperations: ((scene: Scene, afterMs: number) => Promise<unknown>)[] = [
  (scene, afterMs) =>
    sendMessage(scene.later(scene.bob, afterMs), world.rules, {
      thread_id: scene.threadId,
      content: 'And?',
      type: 'text',
    }),
  (scene, afterMs) =>
    joinThread(scene.later(scene.bob, afterMs, scene.elsewhere(scene.bob)), scene.elsewhere(scene.bob), {
      thread_id: scene.threadId,
    }),
  (scene, afterMs) => markAsRead(scene.later(scene.bob, afterMs), scene.threadId),
];

/** At once, or hours after both have asked for their unread count. */
const othersNext: FollowUp = async (_verb, scene, index, isOdd) => {
  const afterMs = isOdd ? 3 * hourMs : 5 * secondMs;
  if (isOdd) await bothAskUnread(scene, 2 * hourMs);
  const operation = nextOperations[index % nextOperations.length] as (typeof nextOperations)[0];
  await operation(scene, afterMs).catch((error: unknown) => {
    if (!(error instanceof ChatError) || !['thread_inactive', 'not_found'].includes(error.code)) throw error;
  });
  await checkConsistent(scene, afterMs + secondMs);
};

/** Alice's sockets are cut and no `$disconnect` comes: what Bob pushes into must be empty of her afterwards. */
const socketsCut: FollowUp = async (_verb, scene) => {
  const ids = [scene.joined(scene.alice), scene.elsewhere(scene.alice), `${scene.alice}-new-1`];
  ids.forEach((id) => world.gone.add(id));
  await sendMessage(scene.later(scene.bob, 60 * secondMs), world.rules, {
    thread_id: scene.threadId,
    content: 'There?',
    type: 'text',
  });
  const { members } = await checkConsistent(scene, 61 * secondMs);
  expect(members.filter((member) => member.userId === scene.alice)).toEqual([]);
  expect(await connectionsOf(world.store, scene.alice)).toEqual([]);
};

async function eachAtOnce<T>(list: T[], work: (one: T, index: number) => Promise<void>): Promise<void> {
  const queue = list.entries();
  const worker = async () => {
    for (const [index, one] of queue) await work(one, index);
  };
  await Promise.all(Array.from({ length: casesAtOnce }, worker));
}

/** All deaths of the verb, each followed up; gives those after which something is wrong. */
async function failuresOf(verb: CrashVerb, followUp: FollowUp, name: string): Promise<string[]> {
  const process = new MortalProcess(world);
  await attempt(verb, await newScene(verb, `${name}-lives`), process, 0, 1);
  expect(process.calls.length).toBeGreaterThan(0);
  const failures: string[] = [];
  await eachAtOnce(deathsOf(process.calls), async (death, index) => {
    try {
      await followUp(verb, await died(verb, death, `${name}-${index}`), index, index % 2 === 1);
    } catch (error) {
      const calls = process.calls[death.wave]?.map(
        (call, at) => `${death.done.includes(at) ? 'done' : 'not done'}: ${call}`,
      );
      failures.push(`${index}: in wave ${death.wave} [${calls?.join(', ')}]: ${(error as Error).message}`);
    }
  });
  return failures;
}

describe('a process that dies at any of its calls', () => {
  const named = crashVerbs.map((verb, number) => ({ verb, name: `verb-${number}` }));

  for (const { verb, name } of named.filter((one) => !one.verb.isNeverRepeated)) {
    it(`${verb.title}: repeated, it is as if nothing had died`, async () => {
      expect(await failuresOf(verb, repeated, `${name}-repeated`)).toEqual([]);
    });
  }

  for (const { verb, name } of named) {
    it(`${verb.title}: done or not done, once the other has done something in the thread`, async () => {
      expect(await failuresOf(verb, othersNext, `${name}-next`)).toEqual([]);
    });
  }

  for (const { verb, name } of named.filter((one) => one.verb.changesConnections)) {
    it(`${verb.title}: leaves no connection that is pushed to for ever`, async () => {
      expect(await failuresOf(verb, socketsCut, `${name}-cut`)).toEqual([]);
    });
  }
});
