import { setTimeout } from 'node:timers/promises';
import { expect, test, vi } from 'vitest';
import type { CrashReport } from '../../lambda/crashes.ts';
import { startFixture } from '../support/fixture-app.ts';

/** Calls DynamoDB three times, one after another, as any SDK does. */
const caller = {
  code: `
    const call = async (operation) => (await fetch(process.env.AWS_ENDPOINT_URL_DYNAMODB, { method: 'POST', body: '{}', headers: {
      'x-amz-target': 'DynamoDB_20120810.' + operation, 'x-amz-security-token': process.env.AWS_SESSION_TOKEN } })).status;
    export const handler = async () => [await call('ListTables'), await call('DescribeLimits'), await call('DescribeEndpoints')].length;`,
};
const operations = [
  'DynamoDB_20120810.ListTables',
  'DynamoDB_20120810.DescribeLimits',
  'DynamoDB_20120810.DescribeEndpoints',
];

test.each<[number, CrashReport['state'], string[]]>([
  [0, 'died', []],
  [1, 'died', operations.slice(0, 1)],
  [3, 'died', operations],
  [4, 'lived', operations],
])('an invocation with an order to die after %i calls: %s', async (afterCalls, state, calls) => {
  const { functions, crashes } = await startFixture({ caller });
  const id = crashes.order({ functionName: 'caller', match: 'this one', afterCalls });
  expect(await functions.invoke('caller', '"another one"')).toMatchObject({ failed: false, payload: '3' });
  expect(crashes.find(id)?.state).toBe('waiting');
  const outcome = await functions.invoke('caller', '"this one"');
  expect(crashes.find(id)).toEqual({ state, calls });
  expect(outcome.failed).toBe(state === 'died');
  if (outcome.failed) expect(outcome.payload).toContain('Runtime exited with error: signal: killed');
  expect(await functions.invoke('caller', '"this one"')).toMatchObject({ failed: false, payload: '3' });
});

test('LOCAL_FUNCTION_CRASH: processes die by chance', async () => {
  const { functions } = await startFixture({ caller }, { settings: { LOCAL_FUNCTION_CRASH: '1' } });
  const outcomes: boolean[] = [];
  for (let times = 0; times < 100 && !outcomes.includes(true); times += 1)
    outcomes.push((await functions.invoke('caller', '{}')).failed);
  expect(outcomes).toContain(true);
});

const counter = {
  code: 'let count = 0; const requests = []; export const handler = async (_, { awsRequestId }) => [++count, requests.push(awsRequestId), new Set(requests).size];',
};

test('LOCAL_INVOCATION_REPEAT: a function is invoked twice with the same request', async () => {
  const { functions } = await startFixture(
    { counter },
    { settings: { LOCAL_INVOCATION_REPEAT: '1', LOCAL_FUNCTION_CONCURRENCY: '1' } },
  );
  await functions.invoke('counter', '{}');
  await vi.waitFor(async () => {
    const [count, , different] = JSON.parse((await functions.invoke('counter', '{}')).payload) as number[];
    expect(count).toBeGreaterThan(different as number);
  });
});

test('LOCAL_INVOCATION_DELAY_MS: an invocation starts late', async () => {
  const { functions } = await startFixture({ counter }, { settings: { LOCAL_INVOCATION_DELAY_MS: '86400000' } });
  const first = await Promise.race([functions.invoke('counter', '{}').then(() => 'invoked'), setTimeout(300, 'waits')]);
  expect(first).toBe('waits');
});

test('LOCAL_CLOCK_SKEW_MS: each process has a clock of its own, now and in new dates alike', async () => {
  const clock = {
    code: 'export const handler = async () => [Date.now(), new Date().getTime(), Date(), new Date(7).getTime(), new Date(2020, 1).getFullYear()];',
  };
  const { functions } = await startFixture(
    { clock },
    { settings: { LOCAL_CLOCK_SKEW_MS: '80000000', LOCAL_FRESH_PROCESS: 'true' } },
  );
  const [one, other] = await Promise.all(
    [1, 2].map(async () => JSON.parse((await functions.invoke('clock', '{}')).payload) as number[]),
  );
  expect(Math.abs(one![0]! - other![0]!)).toBeGreaterThan(10_000);
  expect(Math.abs(one![0]! - one![1]!)).toBeLessThan(10_000);
  expect(one!.slice(3)).toEqual([7, 2020]);
  expect(Math.abs(Date.parse(String(one![2])) - one![0]!)).toBeLessThan(10_000);
});
