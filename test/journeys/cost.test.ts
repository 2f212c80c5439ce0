import { afterAll, beforeAll, expect, test } from 'vitest';
import type { StatsSnapshot } from 'cdk-app-emulator';
import { costRows } from '../../measure/cost-rows.ts';
import { noLimits } from '../../measure/no-limits.ts';
import { startApp, type LocalApp } from '../support/local-app.ts';
import { joinedTalk } from '../support/people.ts';

let app: LocalApp;
beforeAll(async () => (app = await startApp(noLimits)));
afterAll(() => app.stop());

const content = 'x'.repeat(200);

/** Fails if one of `count` equal operations costs more on average than measure/cost-rows.ts allows. */
function expectWithin(operation: string, { dynamodb }: StatsSnapshot, count = 1): void {
  const bound = costRows.find((row) => row.operation === operation)?.bound;
  expect(bound, operation).toBeDefined();
  expect(dynamodb.write_units / count, operation).toBeLessThanOrEqual(bound!.writeUnits);
  expect(dynamodb.read_units / count, operation).toBeLessThanOrEqual(bound!.readUnits);
  expect(dynamodb.calls).toBeGreaterThan(0);
}

/**
 * Waits until the consumer of the stream has seen what `work` writes: what it reads would count as another operation's.
 */
async function andRead<T>(work: () => Promise<T>): Promise<T> {
  await app.call('POST', '/dev/stats/reset');
  const done = await work();
  const invocations = async () => {
    const { body } = await app.call('GET', '/dev/stats');
    return (body as StatsSnapshot).lambda.by_function['publish-changes']?.invocations ?? 0;
  };
  await expect.poll(invocations, { timeout: 20_000 }).toBeGreaterThan(0);
  return done;
}

// First: the consumer of the stream would count the many messages of the other test in this one.
test('DEV-6: /dev/stats counts calls, invocations and pushes since the start; a reset sets them to zero', async () => {
  const { threadId: thread_id, atAlice } = await andRead(() => joinedTalk(app));
  const stats = await app.stats(() => atAlice.request('typing_start', { thread_id }));
  expect(stats.dynamodb).toEqual({
    calls: 1,
    read_units: expect.any(Number),
    write_units: 0,
    by_operation: { Query: { calls: 1, read_units: stats.dynamodb.read_units, write_units: 0 } },
  });
  expect(stats.lambda.by_function.frame).toEqual({ invocations: 1, errors: 0 });
  const invocations = Object.values(stats.lambda.by_function).reduce((sum, one) => sum + one.invocations, 0);
  expect(stats.lambda).toMatchObject({ invocations, errors: 0 });
  expect(stats.pushes).toEqual({ sent: 1, gone: 0 });
  await app.call('POST', '/dev/stats/reset');
  const { body } = await app.call('GET', '/dev/stats');
  expect(body).toMatchObject({
    dynamodb: { calls: 0, read_units: 0, write_units: 0, by_operation: {} },
    pushes: { sent: 0, gone: 0 },
  });
  expect(body.lambda.by_function).not.toHaveProperty('frame');
});

test('DEV-6: /dev/stats shows that a conversation stays within its bounds, as DynamoDB counts units', async () => {
  const { bob, threadId: thread_id, atAlice, atBob } = await andRead(() => joinedTalk(app));
  const send = () => atAlice.request('send_message', { thread_id, content });
  await andRead(send);

  expectWithin('typing_start', await app.stats(() => atAlice.request('typing_start', { thread_id })));
  expectWithin('mark_as_read', await app.stats(() => atBob.request('mark_as_read', { thread_id })));
  const ending = await app.stats(async () => {
    await atBob.close();
    await atAlice.event('user_left');
  });
  expectWithin('disconnect with one room', ending);
  let again = atBob;
  expectWithin('connect + hello', await app.stats(async () => (again = await bob.connect())));
  const joining = await app.stats(() => again.request('join_thread', { thread_id, limit: 50 }));
  expectWithin('join_thread, 50 messages', joining);
  const hundred = await app.stats(async () => {
    for (let count = 0; count < 100; count += 1) await send();
  });
  expectWithin('send_message, average of 100 in a minute', hundred, 100);
});
