import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startApp, type LocalApp } from '../support/local-app.ts';
import { Random } from '../support/random.ts';
import { Scene, Stage } from './crash-scene.ts';
import { appVerbs, type AppVerb } from './crash-verbs.ts';
import { isLong, seedOf } from './length.ts';

/**
 * Each deployed function dies over its calls to DynamoDB, to the connections and to the event bus: before the first, between any
 * two, and after the last with its answer not given. The calls are counted by the runtime, so that a new one is covered by
 * itself. The long form takes every call, the short one that which the seed picks. test/data/crash.test.ts does the same to
 * the rules in one process, for every order of calls at once.
 */

const seed = seedOf('CRASH_SEED');
const deathsOfShortForm = 1;

let app: LocalApp;
beforeAll(async () => {
  app = await startApp({ CHAT_RATE_LIMIT: 'off', CHAT_MAX_CONNECTIONS: '200', LOCAL_ASYNC_RETRY_DELAY_MS: '20' });
});
let deaths = 0;
afterAll(async () => {
  if (isLong)
    console.log(
      JSON.stringify({
        seed,
        functions: new Set(appVerbs.map((verb) => verb.function)).size,
        operations: appVerbs.length,
        deaths,
      }),
    );
  await app.stop();
});

/** More than any of the functions makes. */
const tooManyCalls = 1_000;

/** By the client's retry, or by something else that the other one does. */
async function followUp(verb: AppVerb, scene: Scene, isRepeated: boolean): Promise<void> {
  if (isRepeated) await verb.act(scene);
  else if (!verb.isNeverRepeated)
    await scene.frame(scene.stage.devices.bobJoined, 'send_message', { thread_id: scene.threadId, content: 'And?' });
  const messages = await scene.checkConsistent();
  if (isRepeated || verb.function === 'publish-changes') await verb.check?.(scene, messages);
  await scene.checkEverybodyHears();
  await scene.leave();
}

/** Gives how the invocation ended and which calls it had made. */
async function dieAfter(verb: AppVerb, stage: Stage, calls: number, key: string, isRepeated: boolean) {
  const scene = new Scene(stage, key);
  if (!verb.isNew) await scene.create();
  const id = await stage.orderCrash(verb.function, verb.match?.(scene) ?? key, calls);
  await verb.act(scene);
  const report = await stage.reportOf(id);
  if (report.state === 'died') deaths += 1;
  await followUp(verb, scene, verb.isNew ?? (isRepeated && !verb.isNeverRepeated));
  return report;
}

/** After how many calls it dies: from none to all that it makes when it lives. */
function deathsOf(calls: number, random: Random): number[] {
  const all = Array.from({ length: calls + 1 }, (_, count) => count);
  if (isLong) return all;
  return Array.from(
    { length: Math.min(deathsOfShortForm, all.length) },
    () => all.splice(random.below(all.length), 1)[0]!,
  );
}

describe(`a function that dies at its calls (CRASH_SEED=${seed})`, () => {
  const timeoutMs = isLong ? 600_000 : 110_000;
  test.for(appVerbs.map((verb, index) => ({ verb, index, title: `${verb.title} (${verb.function})` })))(
    '$title',
    { timeout: timeoutMs },
    async ({ verb, index }) => {
      const random = new Random(seed + index);
      const stage = await Stage.open(app);
      const { state, calls } = await dieAfter(verb, stage, tooManyCalls, `v${index}lives`, true);
      expect(state).toBe('lived');
      for (const [at, count] of deathsOf(calls.length, random).entries()) {
        const report = await dieAfter(verb, stage, count, `v${index}d${count}`, (at + random.below(2)) % 2 === 0);
        expect(
          report.state === 'died' || report.calls.length < count,
          `after ${count} calls: ${report.calls.join()}`,
        ).toBe(true);
      }
      await Promise.all(Object.values(stage.devices).map((device) => device.close()));
    },
  );
});

test('WS-15: sockets that are cut without a $disconnect leave no row of a room behind, once something is pushed there', async () => {
  const stage = await Stage.open(app);
  const scene = new Scene(stage, 'cut');
  await scene.create();
  expect(await scene.roomRows()).toHaveLength(2);
  await app.call('POST', '/dev/faults', { LOCAL_DISCONNECT_LOSS: 1 });
  for (const device of Object.values(stage.devices)) device.raw.terminate();
  await Promise.all(Object.values(stage.devices).map((device) => device.untilClosed()));
  const { payload } = await app.invoke('system-message', {
    event_id: 'cut',
    event: 'system',
    thread_id: scene.threadId,
  });
  expect(payload.message.seq).toBe(4);
  expect(await scene.roomRows()).toEqual([]);
  await app.call('POST', '/dev/faults', { LOCAL_DISCONNECT_LOSS: 0 });
});
