import {
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  ListQueuesCommand,
  PurgeQueueCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
  type QueueAttributeName,
  type ReceiveMessageCommandInput,
} from '@aws-sdk/client-sqs';
import { expect, test } from 'vitest';
import type { RunningServices } from '../../start-services.ts';
import { operator, startFixture, type FixtureFunction } from '../support/fixture-app.ts';

const queue = { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'dead' } };
const maySend = { Effect: 'Allow', Action: 'sqs:SendMessage', Resource: { 'Fn::GetAtt': ['Dead', 'Arn'] } };
const failing = 'export const handler = async (event, context) => { throw new Error(`no ${context.awsRequestId}`); };';
const config = (properties: Record<string, unknown>) => ({
  Type: 'AWS::Lambda::EventInvokeConfig',
  Properties: { FunctionName: { Ref: 'worker' }, Qualifier: '$LATEST', ...properties },
});
const onFailure = { DestinationConfig: { OnFailure: { Destination: { 'Fn::GetAtt': ['Dead', 'Arn'] } } } };

function start(worker: FixtureFunction, resources: Record<string, unknown> = {}): Promise<RunningServices> {
  return startFixture({ worker }, { resources: { Dead: queue, ...resources } });
}

function queueOf(core: RunningServices) {
  const client = new SQSClient(operator(core.internalUrl));
  const QueueUrl = `${core.internalUrl}/000000000000/dead`;
  return {
    client,
    QueueUrl,
    receive: () => client.send(new ReceiveMessageCommand({ QueueUrl, MessageAttributeNames: ['All'] })),
  };
}

test('GW-75: a failed event is retried twice, then its record goes to the on-failure destination (Lambda Developer Guide, invocation-async-retain-records)', async () => {
  const core = await start({ code: failing, statements: [maySend] }, { Config: config(onFailure) });
  const requestId = core.functions.invokeAsync('worker', '{"n":1}');
  await core.functions.settled();
  expect(core.stats.snapshot().lambda).toMatchObject({ invocations: 3, errors: 3 });
  const { Messages: [message] = [] } = await queueOf(core).receive();
  expect(JSON.parse(message!.Body!)).toMatchObject({
    version: '1.0',
    requestContext: {
      requestId,
      functionArn: 'arn:aws:lambda:us-east-1:000000000000:function:app-local-worker:$LATEST',
      condition: 'RetriesExhausted',
      approximateInvokeCount: 3,
    },
    requestPayload: { n: 1 },
    responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: 'Unhandled' },
    responsePayload: { errorType: 'Error', errorMessage: `no ${requestId}` },
  });
});

test('MaximumRetryAttempts sets the number of retries (Lambda Developer Guide, invocation-async-configuring)', async () => {
  const core = await start(
    { code: failing, statements: [maySend] },
    { Config: config({ ...onFailure, MaximumRetryAttempts: 0 }) },
  );
  core.functions.invokeAsync('worker', '{}');
  await core.functions.settled();
  expect(core.stats.snapshot().lambda.invocations).toBe(1);
});

test('an event over its maximum age is dropped before its retries are used up (condition EventAgeExceeded)', async () => {
  const app = await startFixture(
    { worker: { code: failing, statements: [maySend] } },
    {
      resources: { Dead: queue, Config: config({ ...onFailure, MaximumEventAgeInSeconds: 0 }) },
      settings: { LOCAL_ASYNC_RETRY_DELAY_MS: '20' },
    },
  );
  app.functions.invokeAsync('worker', '{}');
  await app.functions.settled();
  const { Messages: [message] = [] } = await queueOf(app).receive();
  expect(JSON.parse(message!.Body!)).toMatchObject({
    requestContext: { condition: 'EventAgeExceeded', approximateInvokeCount: 1 },
  });
});

test('a retry that succeeds leaves nothing behind', async () => {
  const code = 'let calls = 0; export const handler = async () => { if (++calls < 3) throw new Error("not yet"); };';
  const core = await start({ code, statements: [maySend] }, { Config: config(onFailure) });
  core.functions.invokeAsync('worker', '{}');
  await core.functions.settled();
  expect(core.stats.snapshot().lambda).toMatchObject({ invocations: 3, errors: 2 });
  expect((await queueOf(core).receive()).Messages).toBeUndefined();
});

test('the dead-letter queue of a function gets the event itself, the error in attributes (Lambda Developer Guide, invocation-async-retain-records: dead-letter queues)', async () => {
  const properties = { DeadLetterConfig: { TargetArn: { 'Fn::GetAtt': ['Dead', 'Arn'] } } };
  const core = await start({ code: failing, statements: [maySend], properties });
  const requestId = core.functions.invokeAsync('worker', '{"n":1}');
  await core.functions.settled();
  const { Messages: [message] = [] } = await queueOf(core).receive();
  expect(message).toMatchObject({
    Body: '{"n":1}',
    MessageAttributes: {
      RequestID: { DataType: 'String', StringValue: requestId },
      ErrorCode: { DataType: 'Number', StringValue: '200' },
      ErrorMessage: { DataType: 'String', StringValue: `no ${requestId}` },
    },
  });
});

test('GW-77: without sqs:SendMessage in the function’s role nothing arrives (Lambda Developer Guide: add permissions to the execution role)', async () => {
  const core = await start({ code: failing }, { Config: config(onFailure) });
  core.functions.invokeAsync('worker', '{}');
  await core.functions.settled();
  expect((await queueOf(core).receive()).Messages).toBeUndefined();
});

test('GW-87: a received message is hidden, and then visible again until it is deleted (SQS Developer Guide, sqs-visibility-timeout)', async () => {
  const core = await start({ code: failing });
  const { client, QueueUrl, receive } = queueOf(core);
  await client.send(new SendMessageCommand({ QueueUrl, MessageBody: 'one' }));
  const { Messages: [first] = [] } = await client.send(new ReceiveMessageCommand({ QueueUrl, VisibilityTimeout: 0 }));
  const { Messages: [second] = [] } = await receive();
  expect([first?.MessageId, (await receive()).Messages]).toEqual([second?.MessageId, undefined]);
  const attributes = async () =>
    (await client.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] }))).Attributes;
  expect(await attributes()).toMatchObject({
    ApproximateNumberOfMessages: '0',
    ApproximateNumberOfMessagesNotVisible: '1',
  });
  await client.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: second!.ReceiptHandle }));
  expect(await attributes()).toMatchObject({
    ApproximateNumberOfMessages: '0',
    ApproximateNumberOfMessagesNotVisible: '0',
  });
});

test('a long poll returns a message that arrives meanwhile; a purge empties the queue', async () => {
  const { client, QueueUrl, receive } = queueOf(await start({ code: failing }));
  const waiting = client.send(new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 20, VisibilityTimeout: 0 }));
  await client.send(
    new SendMessageCommand({
      QueueUrl,
      MessageBody: 'one',
      MessageAttributes: { a: { DataType: 'String', StringValue: 'b' } },
    }),
  );
  expect((await waiting).Messages).toMatchObject([{ Body: 'one' }]);
  await client.send(new PurgeQueueCommand({ QueueUrl }));
  expect((await receive()).Messages).toBeUndefined();
});

const allSystem = {
  SentTimestamp: expect.stringMatching(/^\d{13}$/),
  ApproximateReceiveCount: '1',
  ApproximateFirstReceiveTimestamp: expect.stringMatching(/^\d{13}$/),
};
const text = (StringValue: string) => ({ DataType: 'String', StringValue });

test.each([
  ['nothing', {}, undefined, undefined],
  [
    'all of them',
    { MessageSystemAttributeNames: ['All'], MessageAttributeNames: ['All'] },
    allSystem,
    { 'a.b': text('1'), c: text('2') },
  ],
  [
    'some by name',
    { AttributeNames: ['ApproximateReceiveCount'], MessageAttributeNames: ['c', 'd'] },
    { ApproximateReceiveCount: '1' },
    { c: text('2') },
  ],
  ['some by their beginning', { MessageAttributeNames: ['a.*'] }, undefined, { 'a.b': text('1') }],
  ['all by no beginning', { MessageAttributeNames: ['.*'] }, undefined, { 'a.b': text('1'), c: text('2') }],
] as [string, Partial<ReceiveMessageCommandInput>, object | undefined, object | undefined][])(
  'GW-88: of a message’s attributes come those that are asked for: %s (API_ReceiveMessage)',
  async (_, asked, system, own) => {
    const { client, QueueUrl } = queueOf(await start({ code: failing }));
    await client.send(
      new SendMessageCommand({ QueueUrl, MessageBody: 'one', MessageAttributes: { 'a.b': text('1'), c: text('2') } }),
    );
    const { Messages: [message] = [] } = await client.send(new ReceiveMessageCommand({ QueueUrl, ...asked }));
    expect([message?.Attributes, message?.MessageAttributes]).toEqual([system, own]);
  },
);

test('the requested attributes of a queue are returned (API_GetQueueAttributes)', async () => {
  const { client, QueueUrl } = queueOf(await start({ code: failing }));
  const attributes = async (AttributeNames: QueueAttributeName[]) =>
    (await client.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames }))).Attributes;
  expect(await attributes(['VisibilityTimeout'])).toEqual({ VisibilityTimeout: '30' });
  expect(Object.keys((await attributes(['All'])) ?? {})).toContain('QueueArn');
});

test('queues are found by name, and an unknown one is QueueDoesNotExist (API_GetQueueUrl)', async () => {
  const { client, QueueUrl } = queueOf(await start({ code: failing }));
  expect((await client.send(new GetQueueUrlCommand({ QueueName: 'dead' }))).QueueUrl).toBe(QueueUrl);
  expect((await client.send(new ListQueuesCommand({}))).QueueUrls).toEqual([QueueUrl]);
  await expect(client.send(new GetQueueUrlCommand({ QueueName: 'none' }))).rejects.toMatchObject({
    name: 'QueueDoesNotExist',
  });
  await expect(client.send(new SendMessageCommand({ QueueUrl, MessageBody: '' }))).rejects.toMatchObject({
    name: 'MissingParameter',
  });
});
