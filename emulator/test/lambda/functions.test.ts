import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { UnknownFunctionError } from '../../runtime/functions.ts';
import { startFixture, temporaryFolder } from '../support/fixture-app.ts';

/** `export const handler = …` */
const handler = (body: string): { code: string } => ({ code: `export const handler = ${body};` });

const parsed = ({ payload }: { payload: string }): Record<string, unknown> =>
  JSON.parse(payload) as Record<string, unknown>;

test('a function gets the event, and what it returns is the payload', async () => {
  const { functions } = await startFixture({ echo: handler('async (event) => ({ got: event })') });
  const outcome = await functions.invoke('echo', '{"a":[1,"ü"]}');
  expect(outcome).toMatchObject({ failed: false, payload: '{"got":{"a":[1,"ü"]}}' });
});

test('the payload of a function that returns nothing is null (Lambda Developer Guide, "Define Lambda function handler in Node.js")', async () => {
  const { functions } = await startFixture({ silent: handler('async () => {}') });
  expect(await functions.invoke('silent', '{}')).toMatchObject({ failed: false, payload: 'null' });
});

test.each([
  'echo',
  'app-local-echo',
  'arn:aws:lambda:us-east-1:000000000000:function:app-local-echo',
  'function:app-local-echo',
  'app-local-echo:$LATEST',
  '000000000000:function:app-local-echo',
  'us-east-1:000000000000:function:app-local-echo:$LATEST',
])(
  'a function answers to %s (API_Invoke, FunctionName: name, ARN, partial ARN, each with a qualifier)',
  async (name) => {
    const { functions } = await startFixture({ echo: handler('async () => 1') });
    expect(await functions.invoke(name, '{}')).toMatchObject({ payload: '1' });
  },
);

test.each([
  'app-local-echo:live',
  'arn:aws:lambda:us-east-1:000000000000:function:app-local-echo:7',
  'arn:aws:lambda:eu-west-1:000000000000:function:app-local-echo',
  '999999999999:function:app-local-echo',
  'echo echo',
])('a function does not answer to %s (API_Invoke: other versions, aliases, regions and accounts)', async (name) => {
  const { functions } = await startFixture({ echo: handler('async () => 1') });
  expect(functions.find(name)).toBeUndefined();
});

test('invocations that the end of the app cuts off fail, and no failure is logged', async () => {
  const core = await startFixture({ slow: handler('() => new Promise((resolve) => setTimeout(resolve, 60_000))') });
  const told = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  onTestFinished(() => void vi.restoreAllMocks());
  let isRunning: () => void = () => undefined;
  const running = new Promise<void>((resolve) => (isRunning = resolve));
  const outcome = core.functions.invoke('slow', '{}', { onStart: isRunning });
  await running;
  await core.functions.close();
  expect(await outcome).toMatchObject({ failed: true });
  expect(told.mock.calls.map(([line]) => String(line)).filter((line) => line.startsWith('slow'))).toEqual([]);
});

test('an unknown function is an error of the caller', async () => {
  const { functions } = await startFixture({});
  expect(() => functions.invoke('nobody', '{}')).toThrow(UnknownFunctionError);
});

test('GW-63: the context names request, function, memory and the time left (Lambda Developer Guide, nodejs-context)', async () => {
  const { functions } = await startFixture({
    context: {
      ...handler('async (event, context) => ({ ...context, left: context.getRemainingTimeInMillis() })'),
      properties: { Timeout: 7, MemorySize: 256 },
    },
  });
  const outcome = await functions.invoke('context', '{}', {
    requestId: 'request-1',
    clientContext: { custom: { a: 1 } },
  });
  expect(parsed(outcome)).toMatchObject({
    awsRequestId: 'request-1',
    functionName: 'app-local-context',
    functionVersion: '$LATEST',
    invokedFunctionArn: 'arn:aws:lambda:us-east-1:000000000000:function:app-local-context',
    memoryLimitInMB: '256',
    logGroupName: '/aws/lambda/app-local-context',
    clientContext: { custom: { a: 1 } },
  });
  expect(parsed(outcome)['left']).toBeLessThanOrEqual(7_000);
  expect(parsed(outcome)['left']).toBeGreaterThan(0);
});

test('the remaining time starts at the timeout and runs out (nodejs-context)', async () => {
  const body = `async (event, { getRemainingTimeInMillis }) => {
    const first = getRemainingTimeInMillis();
    await new Promise((resolve) => setTimeout(resolve, 20));
    return [first, getRemainingTimeInMillis()];
  }`;
  const { functions } = await startFixture({ left: { ...handler(body), properties: { Timeout: 600 } } });
  const [first = 0, second = 0] = JSON.parse((await functions.invoke('left', '{}')).payload) as number[];
  expect(first).toBeLessThanOrEqual(600_000);
  expect(first).toBeGreaterThan(500_000);
  expect(second).toBeLessThan(first);
});

test('GW-61: the environment is the function’s own: its settings, Lambda’s variables, nothing of this process (configuration-envvars)', async () => {
  const environment = { Environment: { Variables: { SHOP_TABLE: 'table', SHOP_OTHER: { Ref: 'AWS::Region' } } } };
  const { app, functions, internalUrl } = await startFixture({
    env: { ...handler('async () => process.env'), properties: environment },
  });
  const variables = parsed(await functions.invoke('env', '{}'));
  expect(variables).toEqual({
    SHOP_TABLE: 'table',
    SHOP_OTHER: 'us-east-1',
    _HANDLER: 'index.handler',
    _X_AMZN_TRACE_ID: expect.stringMatching(/^Root=1-[\da-f]{8}-[\da-f]{24};Parent=[\da-f]{16};Sampled=0$/),
    AWS_ACCESS_KEY_ID: expect.stringMatching(/^ASIA/),
    AWS_SECRET_ACCESS_KEY: expect.any(String),
    AWS_SESSION_TOKEN: expect.any(String),
    AWS_REGION: 'us-east-1',
    AWS_DEFAULT_REGION: 'us-east-1',
    AWS_EXECUTION_ENV: `AWS_Lambda_nodejs${process.versions.node.split('.')[0]}.x`,
    AWS_LAMBDA_FUNCTION_NAME: 'app-local-env',
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '128',
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    AWS_LAMBDA_LOG_GROUP_NAME: '/aws/lambda/app-local-env',
    AWS_LAMBDA_LOG_STREAM_NAME: expect.stringContaining('[$LATEST]'),
    LAMBDA_RUNTIME_DIR: '/var/runtime',
    LAMBDA_TASK_ROOT: app.functions[0]?.codeFolder,
    LANG: 'en_US.UTF-8',
    PATH: '/usr/local/bin:/usr/bin:/bin',
    TZ: ':UTC',
    AWS_ENDPOINT_URL_DYNAMODB: internalUrl,
    AWS_ENDPOINT_URL_EVENTBRIDGE: internalUrl,
    AWS_ENDPOINT_URL_LAMBDA: internalUrl,
    AWS_ENDPOINT_URL_S3: internalUrl,
    AWS_ENDPOINT_URL_SECRETS_MANAGER: internalUrl,
    AWS_ENDPOINT_URL_SQS: internalUrl,
  });
});

test('each invocation has a trace id, each process a log stream, which its context names too', async () => {
  const { functions } = await startFixture({
    env: handler(
      'async (event, { logStreamName }) => [process.env._X_AMZN_TRACE_ID, process.env.AWS_LAMBDA_LOG_STREAM_NAME, logStreamName]',
    ),
  });
  const [first, second] = [await functions.invoke('env', '{}'), await functions.invoke('env', '{}')].map(
    (outcome) => JSON.parse(outcome.payload) as string[],
  );
  expect(first?.[0]).not.toBe(second?.[0]);
  expect([first?.[2], second?.[1], second?.[2]]).toEqual(Array(3).fill(first?.[1]));
});

test('addresses in the settings point at this machine', async () => {
  const properties = { Environment: { Variables: { URL: 'https://far.example/ws', ISSUER: 'https://far.example' } } };
  const { functions, internalUrl } = await startFixture(
    { env: { ...handler('async () => process.env'), properties } },
    { addresses: (url) => ({ 'https://far.example/ws': `${url}/here` }) },
  );
  expect(parsed(await functions.invoke('env', '{}'))).toMatchObject({
    URL: `${internalUrl}/here`,
    ISSUER: 'https://far.example',
  });
});

const counter = { code: 'let calls = 0; export const handler = async () => ++calls;' };

test('GW-60: a process keeps its memory between invocations (Lambda Developer Guide, lambda-runtime-environment)', async () => {
  const { functions } = await startFixture({ counter });
  expect([await functions.invoke('counter', '{}'), await functions.invoke('counter', '{}')].map(parsed)).toEqual([
    1, 2,
  ]);
});

test('GW-64: LOCAL_FRESH_PROCESS: no invocation sees the memory of another', async () => {
  const { functions } = await startFixture({ counter }, { settings: { LOCAL_FRESH_PROCESS: 'true' } });
  expect([await functions.invoke('counter', '{}'), await functions.invoke('counter', '{}')].map(parsed)).toEqual([
    1, 1,
  ]);
});

const overlap = `
  let running = 0;
  export const handler = async () => {
    running += 1;
    await new Promise((resolve) => setTimeout(resolve, 5));
    const seen = running;
    running -= 1;
    return seen;
  };`;

test('a process runs one invocation at a time (Lambda Developer Guide, lambda-concurrency)', async () => {
  const { functions } = await startFixture(
    { overlap: { code: overlap } },
    { settings: { LOCAL_FUNCTION_CONCURRENCY: '2' } },
  );
  const outcomes = await Promise.all(Array.from({ length: 12 }, () => functions.invoke('overlap', '{}')));
  expect(outcomes.map(parsed)).toEqual(Array(12).fill(1));
});

test('overlapping invocations run concurrently, each in its own process', async () => {
  const meet = `
    import { existsSync, writeFileSync } from 'node:fs';
    import { threadId } from 'node:worker_threads';
    export const handler = async ({ path, first }) => {
      if (!first) writeFileSync(path, '');
      while (!existsSync(path)) await new Promise((resolve) => setTimeout(resolve, 5));
      return threadId;
    };`;
  const { functions } = await startFixture({ meet: { code: meet, properties: { Timeout: 30 } } });
  const path = join(temporaryFolder(), 'second');
  // The first one ends only once the second one runs.
  const outcomes = await Promise.all(
    [true, false].map((first) => functions.invoke('meet', JSON.stringify({ path, first }))),
  );
  expect(outcomes.map(({ failed }) => failed)).toEqual([false, false]);
  expect(new Set(outcomes.map(parsed)).size).toBe(2);
});

test('an invocation that waits for a worker reports when it has one: on AWS it would not wait', async () => {
  const wait = `
    import { existsSync } from 'node:fs';
    export const handler = async ({ path }) => {
      while (!existsSync(path)) await new Promise((resolve) => setTimeout(resolve, 5));
    };`;
  const { functions } = await startFixture(
    { wait: { code: wait, properties: { Timeout: 30 } } },
    { settings: { LOCAL_FUNCTION_CONCURRENCY: '1' } },
  );
  const path = join(temporaryFolder(), 'go-on');
  const started: string[] = [];
  const invoke = (name: string, onStart = () => undefined as void) =>
    functions.invoke('wait', JSON.stringify({ path }), { onStart: () => (started.push(name), onStart()) });
  let first: Promise<unknown> | undefined;
  await new Promise<void>((resolve) => {
    first = invoke('first', resolve);
  });
  const second = invoke('second');
  expect(started).toEqual(['first']);
  writeFileSync(path, '');
  await Promise.all([first, second]);
  expect(started).toEqual(['first', 'second']);
});
