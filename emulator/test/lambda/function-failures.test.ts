import { expect, test } from 'vitest';
import { startFixture } from '../support/fixture-app.ts';

/** `export const handler = …` */
const handler = (body: string): { code: string } => ({ code: `export const handler = ${body};` });

const parsed = ({ payload }: { payload: string }): Record<string, unknown> =>
  JSON.parse(payload) as Record<string, unknown>;

test('GW-65: a thrown error is errorType, errorMessage and trace (Lambda Developer Guide, nodejs-exceptions)', async () => {
  const { functions, stats } = await startFixture({
    thrower: handler('async () => { throw new TypeError("no such thing") }'),
  });
  const outcome = await functions.invoke('thrower', '{}');
  expect(outcome.failed).toBe(true);
  expect(parsed(outcome)).toMatchObject({ errorType: 'TypeError', errorMessage: 'no such thing' });
  expect((parsed(outcome)['trace'] as string[])[0]).toBe('TypeError: no such thing');
  expect(stats.snapshot().lambda).toEqual({
    invocations: 1,
    errors: 1,
    by_function: { thrower: { invocations: 1, errors: 1 } },
  });
});

test('a thrown string is an error too', async () => {
  const { functions } = await startFixture({ thrower: handler('async () => { throw "plain" }') });
  expect(parsed(await functions.invoke('thrower', '{}'))).toEqual({
    errorType: 'string',
    errorMessage: 'plain',
    trace: [],
  });
});

test.each([
  ['asleep', 'async () => new Promise((resolve) => setTimeout(resolve, 60_000))'],
  ['busy', 'async () => { for (;;); }'],
])(
  'GW-66: the timeout ends a function that is %s, and its process (Lambda Developer Guide, configuration-timeout)',
  async (_, body) => {
    const code = `let calls = 0; const stay = ${body}; export const handler = async ({ hang }) => { calls += 1; return hang ? stay() : calls; };`;
    const { functions } = await startFixture({ slow: { code, properties: { Timeout: 1 } } });
    const outcome = await functions.invoke('slow', '{"hang":true}', { requestId: 'r' });
    expect(outcome.failed).toBe(true);
    expect(parsed(outcome)).toEqual({
      errorType: 'Sandbox.Timedout',
      errorMessage: 'RequestId: r Error: Task timed out after 1.00 seconds',
    });
    expect(parsed(await functions.invoke('slow', '{}'))).toBe(1);
  },
);

test('a process that exits fails its invocation; the next one gets a new process', async () => {
  const { functions } = await startFixture({
    quitter: handler('async ({ code }) => code === undefined ? "fine" : process.exit(code)'),
  });
  const exited = await functions.invoke('quitter', '{"code":3}', { requestId: 'r' });
  expect(parsed(exited)).toEqual({
    errorType: 'Runtime.ExitError',
    errorMessage: 'RequestId: r Error: Runtime exited with error: exit status 3',
  });
  const ended = await functions.invoke('quitter', '{"code":0}', { requestId: 'r' });
  expect(parsed(ended)).toMatchObject({
    errorMessage: 'RequestId: r Error: Runtime exited without providing a reason',
  });
  expect(parsed(await functions.invoke('quitter', '{}'))).toBe('fine');
});

test('a rejection that nobody handles ends the process', async () => {
  const code =
    'export const handler = async () => { Promise.reject(new Error("lost")); return new Promise(() => {}); };';
  const { functions } = await startFixture({ careless: { code } });
  expect(parsed(await functions.invoke('careless', '{}'))).toMatchObject({
    errorType: 'Runtime.UnhandledPromiseRejection',
    errorMessage: 'Error: lost',
  });
});

test('more memory than configured ends the process', async () => {
  const code =
    'export const handler = async () => { const all = []; for (;;) all.push(new Array(100_000).fill(all.length + 0.5)); };';
  const { functions } = await startFixture({ greedy: { code, properties: { MemorySize: 128, Timeout: 60 } } });
  expect(parsed(await functions.invoke('greedy', '{}', { requestId: 'r' }))).toEqual({
    errorType: 'Runtime.ExitError',
    errorMessage: 'RequestId: r Error: Runtime exited with error: signal: killed',
  });
});

test('the same code survives with the memory of another template', async () => {
  const code =
    'export const handler = async () => { const all = []; while (all.length < 300) all.push(new Array(100_000).fill(all.length + 0.5)); return all.length; };';
  const function_ = (MemorySize: number) => ({ code, properties: { MemorySize, Timeout: 60 } });
  const { functions } = await startFixture({ small: function_(128), large: function_(1_024) });
  expect((await functions.invoke('small', '{}')).failed).toBe(true);
  expect(await functions.invoke('large', '{}')).toMatchObject({ failed: false, payload: '300' });
});

test.each([
  ['throws while it loads', 'throw new Error("no setting"); export const handler = 1;', 'Error', 'no setting'],
  [
    'is no JavaScript',
    'export const handler = (',
    'Runtime.UserCodeSyntaxError',
    expect.stringContaining('Unexpected'),
  ],
  [
    'exports no handler',
    'export const other = 1;',
    'Runtime.HandlerNotFound',
    'index.handler is undefined or not exported',
  ],
])(
  'GW-68: code that %s fails the invocation (Lambda Developer Guide, runtimes-api: initialization error)',
  async (_, code, errorType, errorMessage) => {
    const { functions } = await startFixture({ broken: { code } });
    const outcomes = await Promise.all([functions.invoke('broken', '{}'), functions.invoke('broken', '{}')]);
    for (const outcome of outcomes) expect(parsed(outcome)).toMatchObject({ errorType, errorMessage });
  },
);

test('a handler whose file is missing fails the invocation', async () => {
  const { functions } = await startFixture({ lost: { code: '', properties: { Handler: 'other.handler' } } });
  expect(parsed(await functions.invoke('lost', '{}'))).toMatchObject({
    errorType: 'Runtime.ImportModuleError',
    errorMessage: "Error: Cannot find module 'other'",
  });
});

test('GW-67: a response over 6 MB is an error (Lambda quotas)', async () => {
  const { functions } = await startFixture({ large: handler('async () => "x".repeat(6_291_556)') });
  expect(parsed(await functions.invoke('large', '{}'))).toEqual({
    errorType: 'Function.ResponseSizeTooLarge',
    errorMessage: 'Response payload size (6291558 bytes) exceeded maximum allowed payload size (6291556 bytes).',
  });
});

test('running, waiting and later invocations fail when the functions close', async () => {
  const { functions } = await startFixture(
    { slow: handler('async () => new Promise(() => {})') },
    { settings: { LOCAL_FUNCTION_CONCURRENCY: '1' } },
  );
  const outcomes = [functions.invoke('slow', '{}'), functions.invoke('slow', '{}')];
  await functions.close();
  outcomes.push(functions.invoke('slow', '{}'));
  for (const outcome of await Promise.all(outcomes))
    expect(parsed(outcome)).toMatchObject({ errorType: 'Runtime.ExitError' });
});
