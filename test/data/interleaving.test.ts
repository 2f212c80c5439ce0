import { setImmediate as nextTurn } from 'node:timers/promises';
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { ChatError } from '../../protocol/errors.ts';
import { applyChange } from '../../lambdas/chat/change-message.ts';
import { countUnread } from '../../lambdas/chat/count-unread.ts';
import { createThread } from '../../lambdas/chat/create-thread.ts';
import { deleteThread } from '../../lambdas/chat/delete-thread.ts';
import { joinThread } from '../../lambdas/chat/join-thread.ts';
import { markAsRead } from '../../lambdas/chat/mark-as-read.ts';
import type { UserContext } from '../../lambdas/chat/ports/context.ts';
import type { Store } from '../../lambdas/chat/ports/store.ts';
import { postSystemMessage } from '../../lambdas/chat/post-system-message.ts';
import { sendMessage } from '../../lambdas/chat/send-message.ts';
import { setActive } from '../../lambdas/chat/set-active.ts';
import { checkConsistent } from '../rules/crash/checks.ts';
import { Scene, type SceneOptions } from '../rules/crash/scene.ts';
import { openInProcess, type InProcessChat } from '../rules/driver/in-process.ts';
import { storeBetween } from '../support/dynamo-between.ts';

/** A run of one's own: `INTERLEAVING_SEED=1000 INTERLEAVING_RUNS=5000 npx vitest run test/data/interleaving`. */
const { INTERLEAVING_SEED = '20260115', INTERLEAVING_RUNS = '60' } = process.env;
const numRuns = Number(INTERLEAVING_RUNS);
const timeout = 60_000 + numRuns * 1_000;

const hourMs = 60 * 60_000;
const before: SceneOptions[] = [
  {},
  { quietMs: 5 * hourMs },
  { hiddenFor: ['client'] },
  { isActive: false },
  { isActive: false, closedBy: 'freelancer', hiddenFor: ['client'] },
  { hiddenFor: ['client', 'freelancer'] },
  { isNew: true },
];

let chat: InProcessChat;
beforeAll(async () => {
  chat = await openInProcess();
});

type Verb = (scene: Scene, ctx: UserContext, name: string) => Promise<unknown>;

const verbs = {
  send: ({ threadId }, ctx, name) =>
    sendMessage(ctx, chat.world.rules, { thread_id: threadId, content: name, type: 'text', client_message_id: name }),
  read: ({ threadId }, ctx) => markAsRead(ctx, threadId),
  delete: ({ threadId }, ctx) => deleteThread(ctx, threadId),
  create: ({ triple }, ctx) => createThread(ctx, chat.world.rules, triple),
  open: ({ threadId }, ctx) => setActive(ctx, threadId, true),
  close: ({ threadId }, ctx) => setActive(ctx, threadId, false),
  event: ({ triple, name: scene }, ctx, name) =>
    postSystemMessage(ctx, {
      event_id: `${scene}-${name}`,
      event: 'hire',
      content: name,
      ...triple,
      counts_as_unread: true,
    }),
  edit: ({ threadId }, ctx, name) => applyChange(ctx, chat.world.rules, threadId, 3, { kind: 'edit', content: name }),
  count: (_scene, ctx) => countUnread(ctx),
  join: (scene, ctx) => joinThread(ctx, ctx.connectionId as string, { thread_id: scene.threadId }),
} satisfies Record<string, Verb>;
type VerbName = keyof typeof verbs;

/** A refusal is a result like any other: the thread may be closed or not exist. */
async function settled(work: Promise<unknown>): Promise<void> {
  await work.catch((error: unknown) => {
    if (!(error instanceof ChatError) || error.code === 'internal') throw error;
  });
}

/** The store of one process: its requests are made one at a time, in the order that the scheduler picks. */
function scheduledStore(scheduler: fc.Scheduler, process: string): Store {
  return storeBetween(chat.world, ({ operation, sk }, pass) => {
    let answered = () => {};
    const answer = new Promise<void>((resolve) => (answered = resolve));
    const turn = scheduler.schedule(Promise.resolve(), `${process}: ${operation} ${sk}`, undefined, async (take) => {
      await take();
      await answer;
      // By the next turn every process that got an answer has asked for what comes next.
      await nextTurn();
    });
    return turn.then(pass).finally(answered);
  });
}

async function run(scheduler: fc.Scheduler, options: SceneOptions, steps: { verb: VerbName; isAlice: boolean }[]) {
  const scene = await Scene.create(chat, options);
  const { alice, bob, devices } = scene;
  const work = steps.map(({ verb, isAlice }, index) => {
    const name = `${index} ${verb} by ${isAlice ? 'Alice' : 'Bob'}`;
    const act: Verb = verbs[verb];
    const ctx = isAlice ? chat.as(alice, devices.aliceJoined) : chat.as(bob, devices.bobJoined);
    const store = scheduledStore(scheduler, name);
    return settled(act(scene, { ...ctx, store, nowMs: ctx.nowMs + index * 10 }, name));
  });
  await scheduler.waitFor(Promise.all(work));
  const { messages } = await checkConsistent(scene);
  const events = steps.filter(({ verb }) => verb === 'event');
  expect(messages.filter(({ author }) => author === 'marketplace')).toHaveLength(events.length);
}

/** Two or three of these verbs at once, by either user. */
const stepsOf = (names: VerbName[]) =>
  fc.array(fc.record({ verb: fc.constantFrom(...names), isAlice: fc.boolean() }), { minLength: 2, maxLength: 3 });

describe('verbs at once, their requests in any order, leave log, row, lists and counts in agreement', () => {
  const seed = Number(INTERLEAVING_SEED);

  test(`all verbs, from any state of the thread (seed ${seed})`, { timeout }, async () => {
    const names = Object.keys(verbs) as VerbName[];
    const property = fc.asyncProperty(fc.scheduler(), fc.constantFrom(...before), stepsOf(names), run);
    await fc.assert(property, { seed, numRuns });
  });

  // A deletion once removed the row that bringing the thread back had just written.
  test(`a deletion and what brings the thread back (seed ${seed})`, { timeout }, async () => {
    const back = stepsOf(['create', 'open', 'event', 'delete']).map((steps) => [
      { verb: 'delete' as const, isAlice: true },
      ...steps.slice(0, 2),
    ]);
    const states = fc.constantFrom<SceneOptions>(
      {},
      { hiddenFor: ['client'] },
      { hiddenFor: ['client', 'freelancer'] },
      { isActive: false, closedBy: 'freelancer', hiddenFor: ['client'] },
      { quietMs: 5 * hourMs },
    );
    const property = fc.asyncProperty(fc.scheduler(), states, back, run);
    await fc.assert(property, { seed, numRuns: Math.ceil(numRuns / 2) });
  });
});
