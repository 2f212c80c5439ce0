import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { credentialsOf } from '../../iam/callers.ts';
import { operator, startFixture, temporaryFolder } from '../support/fixture-app.ts';

const echo = {
  code: 'export const handler = async (event, context) => { if (event.fail) throw new RangeError(event.fail); return { event, client: context.clientContext }; };',
};
const decode = (payload: Uint8Array | undefined): unknown => JSON.parse(Buffer.from(payload ?? []).toString('utf8'));

async function start() {
  const core = await startFixture({ echo });
  return { core, client: new LambdaClient(operator(core.internalUrl)) };
}

test('RequestResponse returns the payload, $LATEST and no FunctionError (API_Invoke)', async () => {
  const { client } = await start();
  const answer = await client.send(new InvokeCommand({ FunctionName: 'echo', Payload: '{"a":"ü"}' }));
  expect(answer).toMatchObject({ StatusCode: 200, ExecutedVersion: '$LATEST' });
  expect(answer.FunctionError).toBeUndefined();
  expect(decode(answer.Payload)).toEqual({ event: { a: 'ü' } });
});

test('an invocation without a payload gets an empty event', async () => {
  const { client } = await start();
  expect(decode((await client.send(new InvokeCommand({ FunctionName: 'app-local-echo' }))).Payload)).toEqual({
    event: {},
  });
});

test('GW-69: a thrown error answers 200 with FunctionError Unhandled and errorType, errorMessage (API_Invoke, X-Amz-Function-Error)', async () => {
  const { client } = await start();
  const answer = await client.send(new InvokeCommand({ FunctionName: 'echo', Payload: '{"fail":"too far"}' }));
  expect(answer).toMatchObject({ StatusCode: 200, FunctionError: 'Unhandled' });
  expect(decode(answer.Payload)).toMatchObject({ errorType: 'RangeError', errorMessage: 'too far' });
});

test('Event answers 202 before the function has run, DryRun 204 without running it (API_Invoke, InvocationType)', async () => {
  const { client, core } = await start();
  const dry = await client.send(new InvokeCommand({ FunctionName: 'echo', InvocationType: 'DryRun', Payload: '{}' }));
  const event = await client.send(new InvokeCommand({ FunctionName: 'echo', InvocationType: 'Event', Payload: '{}' }));
  expect([dry.StatusCode, event.StatusCode]).toEqual([204, 202]);
  await core.functions.settled();
  expect(core.stats.snapshot().lambda).toMatchObject({ invocations: 1, errors: 0 });
});

test('the client context reaches the handler', async () => {
  const { client } = await start();
  const ClientContext = Buffer.from('{"custom":{"a":1}}').toString('base64');
  expect(decode((await client.send(new InvokeCommand({ FunctionName: 'echo', ClientContext }))).Payload)).toMatchObject(
    { client: { custom: { a: 1 } } },
  );
  await expect(client.send(new InvokeCommand({ FunctionName: 'echo', ClientContext: '!' }))).rejects.toMatchObject({
    name: 'InvalidRequestContentException',
  });
});

test('GW-73: an unknown function is a ResourceNotFoundException, 404 (API_Invoke, errors)', async () => {
  const { client } = await start();
  await expect(client.send(new InvokeCommand({ FunctionName: 'nobody' }))).rejects.toMatchObject({
    name: 'ResourceNotFoundException',
    message: 'Function not found: arn:aws:lambda:us-east-1:000000000000:function:nobody',
    $metadata: { httpStatusCode: 404 },
  });
});

test.each([
  ['a version', 'echo', '7'],
  ['an alias', 'echo', 'live'],
  ['a version in the name', 'app-local-echo:7', undefined],
  ['another account', 'arn:aws:lambda:us-east-1:999999999999:function:app-local-echo', undefined],
  ['another region', 'arn:aws:lambda:eu-west-1:000000000000:function:app-local-echo', '$LATEST'],
])(
  'GW-70: %s is a ResourceNotFoundException, as only $LATEST is there (API_Invoke, Qualifier)',
  async (_, FunctionName, Qualifier) => {
    const { client } = await start();
    await expect(client.send(new InvokeCommand({ FunctionName, Qualifier }))).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      Type: 'User',
      message: expect.stringMatching(/^Function not found: arn:aws:lambda:/),
      $metadata: { httpStatusCode: 404 },
    });
  },
);

test.each([
  ['echo', '$LATEST'],
  ['app-local-echo:$LATEST', undefined],
  ['app-local-echo:$LATEST', '$LATEST'],
  ['arn:aws:lambda:us-east-1:000000000000:function:app-local-echo', undefined],
])('%s with the qualifier %s is the function itself', async (FunctionName, Qualifier) => {
  const { client } = await start();
  expect((await client.send(new InvokeCommand({ FunctionName, Qualifier }))).StatusCode).toBe(200);
});

test('a qualifier that contradicts the name is an InvalidParameterValueException, an invalid name a ValidationException (API_Invoke)', async () => {
  const { client, core } = await start();
  await expect(client.send(new InvokeCommand({ FunctionName: 'echo:$LATEST', Qualifier: '7' }))).rejects.toMatchObject({
    name: 'InvalidParameterValueException',
  });
  await expect(client.send(new InvokeCommand({ FunctionName: 'no body!' }))).rejects.toMatchObject({
    name: 'ValidationException',
    $metadata: { httpStatusCode: 400 },
  });
  const answer = await fetch(`${core.internalUrl}/2015-03-31/functions/%E4/invocations`, { method: 'POST' });
  expect([answer.status, answer.headers.get('x-amzn-errortype')]).toEqual([400, 'ValidationException']);
});

test('GW-71: an error has type and message in Lambda’s own form (API_Invoke, errors)', async () => {
  const { core } = await start();
  const answer = await fetch(`${core.internalUrl}/2015-03-31/functions/nobody/invocations`, {
    method: 'POST',
    body: '{}',
  });
  expect(answer.headers.get('content-type')).toBe('application/json');
  expect(answer.headers.get('x-amzn-errortype')).toBe('ResourceNotFoundException');
  expect(await answer.json()).toEqual({
    Type: 'User',
    Message: 'Function not found: arn:aws:lambda:us-east-1:000000000000:function:nobody',
  });
});

test.each([
  ['GET', '/2015-03-31/functions/echo/invocations'],
  ['GET', '/2015-03-31/functions/echo'],
  ['POST', '/2015-03-31/functions'],
])('%s %s is not an operation of this Lambda: 404', async (method, path) => {
  const { core } = await start();
  const answer = await fetch(core.internalUrl + path, { method });
  expect([answer.status, answer.headers.get('x-amzn-errortype')]).toEqual([404, 'UnknownOperationException']);
  expect(await answer.json()).toMatchObject({ Type: 'User' });
});

test('a service that is not emulated answers UnknownOperationException', async () => {
  const { core } = await start();
  const headers = { 'X-Amz-Target': 'DynamoDBStreams_20120810.ListStreams' };
  const answer = await fetch(core.internalUrl, { method: 'POST', headers, body: '{}' });
  expect(answer.status).toBe(400);
  expect(await answer.json()).toEqual({
    __type: 'UnknownOperationException',
    message: 'DynamoDBStreams_20120810.ListStreams is not emulated',
  });
});

const printer = `export const handler = async ({ lines = 1, fail, exit }) => {
  for (let line = 1; line <= lines; line += 1) console.log('line ' + line);
  process.stderr.write('wärning');
  if (exit) setTimeout(() => { throw new Error('late'); });
  if (exit) return new Promise(() => {});
  if (fail) throw new Error('failed');
};`;

test.each(['off', 'a file'])(
  'GW-72: LogType Tail gives what the invocation printed between Lambda’s own lines, and no other does (API_Invoke, X-Amz-Log-Result); log: %s',
  async (destination) => {
    vi.spyOn(process.stderr, 'write').mockReturnValue(true);
    onTestFinished(() => void vi.restoreAllMocks());
    const core = await startFixture(
      { printer: { code: printer } },
      { settings: { LOCAL_FUNCTION_LOG: destination === 'off' ? destination : join(temporaryFolder(), 'log') } },
    );
    const client = new LambdaClient(operator(core.internalUrl));
    const tail = async (event: object) => {
      const answer = await client.send(
        new InvokeCommand({ FunctionName: 'printer', Payload: JSON.stringify(event), LogType: 'Tail' }),
      );
      return { id: answer.$metadata.requestId, log: Buffer.from(answer.LogResult ?? '', 'base64') };
    };
    for (const event of [{}, { fail: true }, { exit: true }, {}]) {
      const { id, log } = await tail(event);
      const report = new RegExp(
        `^REPORT RequestId: ${id}\tDuration: [\\d.]+ ms\tBilled Duration: \\d+ ms\tMemory Size: 128 MB$`,
      );
      expect(log.toString().split('\n')).toEqual([
        `START RequestId: ${id} Version: $LATEST`,
        'line 1',
        'wärning',
        `END RequestId: ${id}`,
        expect.stringMatching(report),
        '',
      ]);
    }
    const long = await tail({ lines: 2_000 });
    expect(long.log).toHaveLength(4_096);
    expect(long.log.toString()).toContain('line 2000\nwärning\nEND RequestId');
    expect((await client.send(new InvokeCommand({ FunctionName: 'printer' }))).LogResult).toBeUndefined();
  },
);

test('a payload that is not JSON is an InvalidRequestContentException (API_Invoke, errors)', async () => {
  const { client } = await start();
  await expect(client.send(new InvokeCommand({ FunctionName: 'echo', Payload: '{' }))).rejects.toMatchObject({
    name: 'InvalidRequestContentException',
    $metadata: { httpStatusCode: 400 },
  });
});

test('an invalid invocation type is an InvalidParameterValueException', async () => {
  const { core } = await start();
  const answer = await fetch(`${core.internalUrl}/2015-03-31/functions/echo/invocations`, {
    method: 'POST',
    headers: { 'X-Amz-Invocation-Type': 'Maybe' },
  });
  expect([answer.status, answer.headers.get('x-amzn-errortype')]).toEqual([400, 'InvalidParameterValueException']);
});

test.each([
  ['RequestResponse', 6_291_456],
  ['Event', 1_048_576],
] as const)(
  'GW-74: %s takes a payload of %i bytes and not one more (Lambda quotas; asynchronous: 1 MB since October 2025)',
  async (InvocationType, bytes) => {
    const { client } = await start();
    const payload = (length: number) => JSON.stringify('x'.repeat(length - 2));
    await client.send(new InvokeCommand({ FunctionName: 'echo', InvocationType, Payload: payload(bytes) }));
    await expect(
      client.send(new InvokeCommand({ FunctionName: 'echo', InvocationType, Payload: payload(bytes + 1) })),
    ).rejects.toMatchObject({
      name: 'RequestTooLargeException',
      $metadata: { httpStatusCode: 413 },
    });
  },
);

test('a function may invoke another only if its role allows it', async () => {
  const { core } = await start();
  const credentials = credentialsOf(core.functions.find('echo')!);
  const client = new LambdaClient({ ...operator(core.internalUrl), credentials });
  await expect(client.send(new InvokeCommand({ FunctionName: 'echo' }))).rejects.toMatchObject({
    name: 'AccessDeniedException',
    message:
      'User: arn:aws:sts::000000000000:assumed-role/app-echoRole/app-local-echo is not authorized to perform: lambda:InvokeFunction on resource: ' +
      'arn:aws:lambda:us-east-1:000000000000:function:app-local-echo because no identity-based policy allows the lambda:InvokeFunction action',
    $metadata: { httpStatusCode: 403 },
  });
});
