import { ReceiveMessageCommand, SendMessageBatchCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { setTimeout } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { AssemblyError } from '../../assembly/cloud-assembly.ts';
import { operator, startFixture, temporaryFolder, type FixtureFunction } from '../support/fixture-app.ts';

const arn = (name: string) => ({ 'Fn::GetAtt': [name, 'Arn'] });
const resources = {
  Work: {
    Type: 'AWS::SQS::Queue',
    Properties: {
      QueueName: 'work',
      VisibilityTimeout: 30,
      RedrivePolicy: { deadLetterTargetArn: arn('Dead'), maxReceiveCount: 2 },
    },
  },
  Dead: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'dead' } },
  Source: {
    Type: 'AWS::Lambda::EventSourceMapping',
    Properties: {
      FunctionName: { Ref: 'worker' },
      EventSourceArn: arn('Work'),
      FunctionResponseTypes: ['ReportBatchItemFailures'],
    },
  },
};
const statements = [
  {
    Effect: 'Allow',
    Action: ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'],
    Resource: arn('Work'),
  },
];
/** Fails the messages whose text is `bad`. */
const worker: FixtureFunction = {
  code: `export const handler = async ({ Records }) => ({ batchItemFailures:
    Records.filter(({ body }) => body === 'bad').map(({ messageId }) => ({ itemIdentifier: messageId })) });`,
  statements,
};
/** Sends what it is invoked with to the queue. */
const sender: FixtureFunction = {
  code: `export const handler = async ({ target, body }) => {
    const response = await fetch(process.env.AWS_ENDPOINT_URL_SQS, { method: 'POST', body: JSON.stringify(body), headers: {
      'x-amz-target': 'AmazonSQS.' + target, authorization: 'Credential=' + process.env.AWS_ACCESS_KEY_ID + '/x' } });
    return { status: response.status, ...(await response.json()) };
  };`,
};

async function until(isTrue: () => boolean): Promise<void> {
  for (let polls = 0; polls < 400 && !isTrue(); polls += 1) await setTimeout(10);
  expect(isTrue()).toBe(true);
}

test('GW-104, GW-105: messages reach the function that reads the queue; one that fails too often is a dead letter, the others of its batch are deleted (Lambda Developer Guide, services-sqs-errorhandling)', async () => {
  const settings = { LOCAL_QUEUE_RETRY_DELAY_MS: '10' };
  const app = await startFixture({ worker }, { resources, settings });
  const client = new SQSClient(operator(app.internalUrl));
  const QueueUrl = `${app.internalUrl}/000000000000/work`;
  const Entries = ['good', 'bad', 'fine'].map((MessageBody, index) => ({ Id: String(index), MessageBody }));
  const { Successful } = await client.send(new SendMessageBatchCommand({ QueueUrl, Entries }));
  expect(Successful?.map(({ Id }) => Id)).toEqual(['0', '1', '2']);
  const dead = app.queues.find('dead')!.queue;
  await until(() => dead.counts().visible === 1);
  expect(dead.receive(10, 0).map(({ id, body }) => ({ id, body }))).toEqual([
    { id: Successful![1]!.MessageId, body: 'bad' },
  ]);
  expect(app.queues.find('work')!.queue.counts()).toEqual({ visible: 0, hidden: 0, delayed: 0 });
});

test('GW-106, GW-107: a message is delayed by up to 900 s, and stands in the queue after a restart on the same data (SQS Developer Guide, sqs-message-timers)', async () => {
  const settings = { DATA_DIR: temporaryFolder() };
  const { Work, Dead } = resources;
  const first = await startFixture({}, { resources: { Work, Dead }, settings });
  const client = new SQSClient(operator(first.internalUrl));
  const QueueUrl = `${first.internalUrl}/000000000000/work`;
  await client.send(new SendMessageCommand({ QueueUrl, MessageBody: 'late', DelaySeconds: 900 }));
  await client.send(new SendMessageCommand({ QueueUrl, MessageBody: 'now' }));
  await expect(
    client.send(new SendMessageCommand({ QueueUrl, MessageBody: 'later', DelaySeconds: 901 })),
  ).rejects.toThrow(/DelaySeconds/);
  expect(await client.send(new ReceiveMessageCommand({ QueueUrl }))).toMatchObject({ Messages: [{ Body: 'now' }] });
  await first.close();
  const second = await startFixture({}, { resources: { Work, Dead }, settings });
  expect(second.queues.find('work')!.queue.counts()).toEqual({ visible: 0, hidden: 1, delayed: 1 });
});

test('GW-108: a batch needs the permission to send one message, and is refused as a whole if it has two equal ids (SQS API Reference, SendMessageBatch)', async () => {
  const { Work, Dead } = resources;
  const may = [{ Effect: 'Allow', Action: 'sqs:SendMessage', Resource: arn('Work') }];
  const app = await startFixture({ sender: { ...sender, statements: may } }, { resources: { Work, Dead } });
  const send = async (QueueUrl: string, ...ids: string[]) => {
    const Entries = ids.map((Id) => ({ Id, MessageBody: Id }));
    const payload = JSON.stringify({ target: 'SendMessageBatch', body: { QueueUrl, Entries } });
    return JSON.parse((await app.functions.invoke('sender', payload)).payload) as unknown;
  };
  expect(await send('work', 'a', 'b')).toMatchObject({ status: 200, Successful: [{ Id: 'a' }, { Id: 'b' }] });
  expect(await send('work', 'a', 'a')).toMatchObject({ status: 400, __type: expect.stringContaining('NotDistinct') });
  expect(await send('dead', 'a')).toMatchObject({ status: 403, __type: 'AccessDeniedException' });
});

test('GW-109: a role that may not read the queue is refused, and so is a function that may run longer than a message is hidden (Lambda Developer Guide, services-sqs-configure)', async () => {
  await expect(startFixture({ worker: { ...worker, statements: [] } }, { resources })).rejects.toThrow(
    new AssemblyError('function app-local-worker may not read its queue: its role lacks sqs:ReceiveMessage'),
  );
  await expect(startFixture({ worker: { ...worker, properties: { Timeout: 60 } } }, { resources })).rejects.toThrow(
    /longer than its queue's visibility timeout/,
  );
});

test('GW-128: a batch is gathered within the window of its mapping, unless it is full before (Lambda Developer Guide, invocation-eventsourcemapping)', async () => {
  const { Work, Dead, Source } = resources;
  const gathering = { ...Source.Properties, BatchSize: 3, MaximumBatchingWindowInSeconds: 1 };
  const app = await startFixture(
    { worker },
    { resources: { Work, Dead, Source: { ...Source, Properties: gathering } } },
  );
  const client = new SQSClient(operator(app.internalUrl));
  const QueueUrl = `${app.internalUrl}/000000000000/work`;
  for (const MessageBody of ['1', '2', '3', '4', '5'])
    await client.send(new SendMessageCommand({ QueueUrl, MessageBody }));
  const work = app.queues.find('work')!.queue;
  await until(() => work.counts().visible + work.counts().hidden === 0);
  expect(app.stats.snapshot().lambda.by_function['worker']).toMatchObject({ invocations: 2 });
});
