import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { expect, test } from 'vitest';
import { credentialsOf } from '../../../local/iam/callers.ts';
import { operator, startFixture } from './fixture-app.ts';

const echo = { code: 'export const handler = async (event, context) => { if (event.fail) throw new RangeError(event.fail); return { event, client: context.clientContext }; };' };
const decode = (payload: Uint8Array | undefined): unknown => JSON.parse(Buffer.from(payload ?? []).toString('utf8'));

async function start() {
  const core = await startFixture({ echo });
  return { core, client: new LambdaClient(operator(core.internalUrl)) };
}

test('RequestResponse gives the payload, $LATEST and no FunctionError (API_Invoke)', async () => {
  const { client } = await start();
  const answer = await client.send(new InvokeCommand({ FunctionName: 'echo', Payload: '{"a":"ü"}' }));
  expect(answer).toMatchObject({ StatusCode: 200, ExecutedVersion: '$LATEST' });
  expect(answer.FunctionError).toBeUndefined();
  expect(decode(answer.Payload)).toEqual({ event: { a: 'ü' } });
});

test('an invocation without a payload gets an empty event', async () => {
  const { client } = await start();
  expect(decode((await client.send(new InvokeCommand({ FunctionName: 'app-local-echo' }))).Payload)).toEqual({ event: {} });
});

test('a thrown error answers 200 with FunctionError Unhandled and errorType, errorMessage (API_Invoke, X-Amz-Function-Error)', async () => {
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
  expect(decode((await client.send(new InvokeCommand({ FunctionName: 'echo', ClientContext }))).Payload)).toMatchObject({ client: { custom: { a: 1 } } });
  await expect(client.send(new InvokeCommand({ FunctionName: 'echo', ClientContext: '!' }))).rejects.toMatchObject({ name: 'InvalidRequestContentException' });
});

test('an unknown function is a ResourceNotFoundException, 404 (API_Invoke, errors)', async () => {
  const { client } = await start();
  await expect(client.send(new InvokeCommand({ FunctionName: 'nobody' }))).rejects.toMatchObject({
    name: 'ResourceNotFoundException',
    message: 'Function not found: arn:aws:lambda:us-east-1:000000000000:function:nobody',
    $metadata: { httpStatusCode: 404 },
  });
});

test('a payload that is not JSON is an InvalidRequestContentException (API_Invoke, errors)', async () => {
  const { client } = await start();
  await expect(client.send(new InvokeCommand({ FunctionName: 'echo', Payload: '{' }))).rejects.toMatchObject({
    name: 'InvalidRequestContentException',
    $metadata: { httpStatusCode: 400 },
  });
});

test('an invocation type of no sense is an InvalidParameterValueException', async () => {
  const { core } = await start();
  const answer = await fetch(`${core.internalUrl}/2015-03-31/functions/echo/invocations`, { method: 'POST', headers: { 'X-Amz-Invocation-Type': 'Maybe' } });
  expect([answer.status, answer.headers.get('x-amzn-errortype')]).toEqual([400, 'InvalidParameterValueException']);
});

test.each([
  ['RequestResponse', 6_291_456],
  ['Event', 1_048_576],
] as const)('%s takes a payload of %i bytes and not one more (Lambda quotas; asynchronous: 1 MB since October 2025)', async (InvocationType, bytes) => {
  const { client } = await start();
  const payload = (length: number) => JSON.stringify('x'.repeat(length - 2));
  await client.send(new InvokeCommand({ FunctionName: 'echo', InvocationType, Payload: payload(bytes) }));
  await expect(client.send(new InvokeCommand({ FunctionName: 'echo', InvocationType, Payload: payload(bytes + 1) }))).rejects.toMatchObject({
    name: 'RequestTooLargeException',
    $metadata: { httpStatusCode: 413 },
  });
});

test('a function may invoke another only where its role says so', async () => {
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
