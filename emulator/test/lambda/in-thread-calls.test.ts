import { expect, test } from 'vitest';
import type { CrashReport } from '../../lambda/crashes.ts';
import { startFixture } from '../support/fixture-app.ts';

/** Makes calls, each `[path, target, body]`, by `node:http` as the AWS SDK does. Returns a list of `[status, body]`. */
const caller = {
  code: `
    import http from 'node:http';
    const { hostname, port } = new URL(process.env.AWS_ENDPOINT_URL_DYNAMODB);
    const agent = new http.Agent({ keepAlive: true });
    const call = ([path, target, body], options = {}) => new Promise((resolve, reject) => {
      const headers = { 'x-amz-target': target, 'x-amz-security-token': process.env.AWS_SESSION_TOKEN };
      const request = http.request({ hostname, port, agent, path, method: 'POST', headers, ...options }, (answer) => {
        answer.setEncoding('utf8');
        let text = '';
        answer.on('data', (chunk) => (text += chunk));
        answer.on('end', () => resolve([answer.statusCode, text]));
      });
      request.on('error', reject).on('timeout', () => request.destroy(new Error('timed out')));
      request.end(body);
    });
    export const handler = async ({ calls, options = {} }) => {
      const answers = [];
      for (const one of calls) answers.push(await call(one, options));
      const sockets = process.getActiveResourcesInfo().filter((name) => name.includes('TCP')).length;
      return options.sockets === true ? sockets : answers;
    };`,
  statements: [{ Effect: 'Allow', Action: ['dynamodb:*', 'execute-api:*', 'lambda:*'], Resource: '*' }],
};

type Call = [path: string, target: string | undefined, body: string];
const listTables: Call = ['/', 'DynamoDB_20120810.ListTables', '{}'];

async function start(settings: Record<string, string> = {}) {
  const services = await startFixture({ caller }, { settings });
  const ask = async (calls: Call[], options: Record<string, unknown> = {}) => {
    const { payload } = await services.functions.invoke('caller', JSON.stringify({ calls, options }));
    return JSON.parse(payload) as [number, string][];
  };
  return { ...services, ask };
}

test('a call without a socket gets the answer of its service, with `http.request`', async () => {
  const { ask } = await start();
  expect(await ask([listTables, listTables])).toEqual([
    [200, '{"TableNames":[]}'],
    [200, '{"TableNames":[]}'],
  ]);
});

test('a call of a service with a shortcut opens no socket', async () => {
  const { functions } = await start();
  const event = JSON.stringify({ calls: [listTables, listTables], options: { sockets: true } });
  expect(await functions.invoke('caller', event)).toMatchObject({ payload: '0' });
});

test('text outside of ASCII arrives as it is, and a large body too', async () => {
  const { ask } = await start();
  const name = 'ü'.repeat(100_000);
  const [[status, body] = []] = await ask([
    ['/', 'DynamoDB_20120810.DescribeTable', JSON.stringify({ TableName: `日${name}` })],
  ]);
  expect(status).toBe(400);
  expect(JSON.parse(body!)).toHaveProperty('__type');
});

test('a connection that does not exist is gone', async () => {
  const { ask } = await start();
  expect(await ask([['/ws/@connections/none', undefined, 'x']])).toEqual([[410, '']]);
});

test('what needs a socket is passed on over one: a service without a shortcut, and an unknown path', async () => {
  const { ask } = await start();
  const invoke: Call = ['/2015-03-31/functions/caller/invocations', undefined, '{"calls":[]}'];
  expect(await ask([invoke, ['/nowhere', undefined, ''], listTables])).toEqual([
    [200, '[]'],
    [404, ''],
    [200, '{"TableNames":[]}'],
  ]);
});

test('a client that waits for less than the answer takes times out', async () => {
  const { functions } = await startFixture({ caller }, { settings: { LOCAL_MANAGEMENT_DELAY_MS: '60000' } });
  const event = JSON.stringify({
    calls: [['/ws/@connections/none', 'x', 'x']],
    options: { timeout: 50, headers: {} },
  });
  expect(await functions.invoke('caller', event)).toMatchObject({ failed: true });
});

test.each<[number, CrashReport['state']]>([
  [0, 'died'],
  [1, 'died'],
  [2, 'died'],
  [3, 'lived'],
])('an invocation that is to die after %i of its two calls: %s', async (afterCalls, state) => {
  const { functions, crashes } = await start();
  const id = crashes.order({ functionName: 'caller', match: 'ListTables', afterCalls });
  const outcome = await functions.invoke('caller', JSON.stringify({ calls: [listTables, listTables] }));
  const calls = [listTables[1], listTables[1]].slice(0, afterCalls);
  expect(crashes.find(id)).toEqual({ state, calls });
  expect(outcome.failed).toBe(state === 'died');
});
