import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { setTimeout } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { AssemblyError } from '../../assembly/cloud-assembly.ts';
import { BatchDelivery, type DeliveryOptions } from '../../lambda/streams/batch-delivery.ts';
import { BatchWindow } from '../../lambda/streams/batch-window.ts';
import type { ChangeStream } from '../../runtime/table-streams.ts';
import type { StreamRecord } from '../../runtime/table-streams.ts';
import { StreamReader } from '../../lambda/streams/stream-reader.ts';
import type { Functions, InvokeOutcome } from '../../runtime/functions.ts';
import type { StreamSource } from '../../runtime/functions.ts';
import { operator, startFixture, type FixtureFunction } from '../support/fixture-app.ts';

const Table = {
  Type: 'AWS::DynamoDB::GlobalTable',
  Properties: {
    TableName: 'shop',
    KeySchema: [{ AttributeName: 'PK', KeyType: 'HASH' }],
    AttributeDefinitions: [{ AttributeName: 'PK', AttributeType: 'S' }],
    StreamSpecification: { StreamViewType: 'NEW_AND_OLD_IMAGES' },
  },
};
const Source = {
  Type: 'AWS::Lambda::EventSourceMapping',
  Properties: {
    FunctionName: { Ref: 'reader' },
    EventSourceArn: { 'Fn::GetAtt': ['Table', 'StreamArn'] },
    FilterCriteria: {
      Filters: [{ Pattern: JSON.stringify({ dynamodb: { NewImage: { PK: { S: [{ prefix: 'T#' }] } } } }) }],
    },
  },
};
const mayRead = [
  {
    Effect: 'Allow',
    Action: ['dynamodb:GetRecords', 'dynamodb:GetShardIterator', 'dynamodb:DescribeStream'],
    Resource: { 'Fn::GetAtt': ['Table', 'StreamArn'] },
  },
  { Effect: 'Allow', Action: 'dynamodb:ListStreams', Resource: '*' },
];
const reader: FixtureFunction = {
  code: 'export const handler = async ({ Records }) => { throw new Error(JSON.stringify(Records)); };',
  statements: mayRead,
};

test('GW-89: changes of the table reach the function that reads its stream, if its filter matches (Lambda Developer Guide, with-ddb)', async () => {
  const properties = {
    ...Source.Properties,
    MaximumRetryAttempts: 0,
    DestinationConfig: { OnFailure: { Destination: { 'Fn::GetAtt': ['Dead', 'Arn'] } } },
  };
  const statements = [
    ...mayRead,
    { Effect: 'Allow', Action: 'sqs:SendMessage', Resource: { 'Fn::GetAtt': ['Dead', 'Arn'] } },
  ];
  const Dead = { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'dead' } };
  const core = await startFixture(
    { reader: { ...reader, statements } },
    { resources: { Table, Dead, Source: { ...Source, Properties: properties } } },
  );
  const client = new DynamoDBClient(operator(core.internalUrl));
  for (const id of ['U#1', 'T#1'])
    await client.send(new PutItemCommand({ TableName: 'shop', Item: { PK: { S: id } } }));
  const { queue } = core.queues.find('dead')!;
  for (let polls = 0; polls < 200 && queue.counts().visible === 0; polls += 1) await setTimeout(25);
  expect(JSON.parse(queue.receive(1, 0)[0]!.body)).toMatchObject({
    requestContext: { condition: 'RetryAttemptsExhausted', approximateInvokeCount: 1 },
    DDBStreamBatchInfo: { batchSize: 1, streamArn: 'arn:aws:dynamodb:us-east-1:000000000000:table/shop/stream/local' },
  });
  expect(core.stats.snapshot().lambda).toMatchObject({ invocations: 1, errors: 1 });
});

test('a function whose role may not read the stream is refused, as AWS refuses the mapping (Lambda Developer Guide, services-dynamodb-eventsourcemapping)', async () => {
  const start = startFixture(
    { reader: { ...reader, statements: mayRead.slice(0, 1) } },
    { resources: { Table, Source } },
  );
  await expect(start).rejects.toThrow(
    new AssemblyError('function app-local-reader may not read its stream: its role lacks dynamodb:ListStreams'),
  );
});

test('a table without a stream is refused', async () => {
  const silent = { ...Table, Properties: { ...Table.Properties, StreamSpecification: undefined } };
  await expect(startFixture({ reader }, { resources: { Table: silent, Source } })).rejects.toThrow(
    /^function app-local-reader reads \S+, which is no stream of a table of the app$/,
  );
});

test('a stream that cannot be read for a while is resumed where it was, and each outage is logged once', async () => {
  const lines: string[] = [];
  const calls: string[] = [];
  const failing = (name: string, times: number) => () => {
    calls.push(name);
    return calls.filter((one) => one === name).length <= times
      ? Promise.reject(new Error(`${name} fails`))
      : Promise.resolve([]);
  };
  const client = {
    start: () => Promise.resolve(),
    read: failing('read', 1),
    resume: failing('resume', 1),
  } as unknown as ChangeStream;
  const model = {
    arn: 'f',
    name: 'f',
    shortName: 'f',
    roleStatements: [{ effect: 'Allow', actions: ['*'], resources: ['*'], conditions: {} }],
  } as unknown as DeliveryOptions['model'];
  const log = {
    onlyErrors: true,
    output: () => undefined,
    failure: (_: string, line: string) => void lines.push(line),
    close: () => undefined,
  };
  const source: StreamSource = { ...aSource, retries: 0, onFailureArn: null };
  const stream = new StreamReader(client, {
    model,
    source,
    streamArn: 's',
    functions: {} as Functions,
    deadLetters: {} as DeliveryOptions['deadLetters'],
    log,
    retryDelayMs: 0,
  });
  await stream.start();
  for (let polls = 0; polls < 1_000 && calls.length < 4; polls += 1) await setTimeout(10);
  await stream.close();
  expect([calls.slice(0, 4), lines]).toEqual([
    ['read', 'resume', 'resume', 'read'],
    ['the stream cannot be read: read fails', 'the stream can be read again'],
  ]);
});

const aSource: StreamSource = {
  tableArn: 't',
  batchSize: 10,
  batchingWindowMs: 0,
  retries: 1,
  bisectOnError: false,
  reportsBatchItemFailures: false,
  onFailureArn: 'q',
  filterPatterns: [],
};

const records = ['1', '2', '3', '4'].map((SequenceNumber): StreamRecord => ({
  eventID: SequenceNumber,
  eventName: 'INSERT',
  awsRegion: 'us-east-1',
  dynamodb: { SequenceNumber, ApproximateCreationDateTime: 0 },
}));

/**
 * Delivers four records to a handler in this process. Returns the batches that it received and the records
 * that were dropped.
 */
async function deliver(
  handler: (sequence: string) => Pick<InvokeOutcome, 'failed' | 'payload'>,
  change: Partial<StreamSource>,
) {
  const batches: string[] = [];
  const givenUp: string[] = [];
  const functions = {
    invoke: (_: string, payload: string) => {
      const sequence = (JSON.parse(payload) as { Records: StreamRecord[] }).Records.map(({ eventID }) => eventID).join(
        '',
      );
      batches.push(sequence);
      return Promise.resolve({ requestId: 'r', ...handler(sequence) });
    },
  } as unknown as Functions;
  const deadLetters = {
    send: (_: unknown, _arn: string, body: string) => {
      const { DDBStreamBatchInfo: info } = JSON.parse(body) as {
        DDBStreamBatchInfo: { startSequenceNumber: string; endSequenceNumber: string };
      };
      givenUp.push(`${info.startSequenceNumber}-${info.endSequenceNumber}`);
    },
  } as unknown as DeliveryOptions['deadLetters'];
  const source: StreamSource = { ...aSource, ...change };
  const model = { arn: 'f', shortName: 'f' } as DeliveryOptions['model'];
  const log = { onlyErrors: true, output: () => undefined, failure: () => undefined, close: () => undefined };
  const delivery = new BatchDelivery({
    model,
    source,
    streamArn: 's',
    functions,
    deadLetters,
    log,
    retryDelayMs: 0,
    closing: new AbortController().signal,
  });
  await delivery.deliver({ shardId: 's', records });
  return { batches, givenUp };
}

const fine = { failed: false, payload: 'null' };
const failsWith = (bad: string) => (sequence: string) =>
  sequence.includes(bad) ? { failed: true, payload: '{}' } : fine;
const reports = (bad: string) => (sequence: string) =>
  sequence.includes(bad)
    ? { failed: false, payload: JSON.stringify({ batchItemFailures: [{ itemIdentifier: bad }] }) }
    : { failed: false, payload: '{"batchItemFailures":[]}' };

test.each([
  ['a batch that succeeds is handed over once', () => fine, {}, ['1234'], []],
  ['a batch that fails is tried again as a whole, then given up', failsWith('3'), {}, ['1234', '1234'], ['1-4']],
  [
    'split in two, only the part that fails is given up',
    failsWith('3'),
    { bisectOnError: true },
    ['1234', '12', '34', '3', '3', '4'],
    ['3-3'],
  ],
  [
    'reported items are tried again from the first failed one on',
    reports('3'),
    { reportsBatchItemFailures: true },
    ['1234', '34'],
    ['3-4'],
  ],
  [
    'split in two where the first item is reported, nothing is: Lambda cuts at that item',
    reports('1'),
    { reportsBatchItemFailures: true, bisectOnError: true },
    ['1234', '1234'],
    ['1-4'],
  ],
  ['a report that nobody asked for is not read', reports('3'), {}, ['1234'], []],
  [
    'an item that is not in the batch fails all of it',
    () => ({ failed: false, payload: '{"batchItemFailures":[{"itemIdentifier":"9"}]}' }),
    { reportsBatchItemFailures: true, retries: 0 },
    ['1234'],
    ['1-4'],
  ],
] as const)(
  '%s (Lambda Developer Guide, services-dynamodb-errors and services-ddb-batchfailurereporting)',
  async (_, handler, change, batches, givenUp) => {
    expect(await deliver(handler, change)).toEqual({ batches, givenUp });
  },
);

test('GW-101: a batch is delivered once it is full, or its window has passed since its first record that matches (Lambda Developer Guide, invocation-eventsourcemapping)', () => {
  const filterPatterns = [{ eventID: [{ 'anything-but': ['x'] }] }];
  const window = new BatchWindow({ ...aSource, batchSize: 3, batchingWindowMs: 3_000, filterPatterns });
  const read = (numbers: string, nowMs: number) =>
    window.add(
      {
        shardId: 's',
        records: [...numbers].map((SequenceNumber): StreamRecord => ({
          eventID: SequenceNumber,
          eventName: 'INSERT',
          awsRegion: 'us-east-1',
          dynamodb: { SequenceNumber, ApproximateCreationDateTime: 0 },
        })),
      },
      nowMs,
    );
  const taken = (nowMs: number) =>
    window.take(nowMs).map((batch) => [batch.records.map(({ eventID }) => eventID).join(''), batch.lastSequenceNumber]);
  read('x', 0);
  expect(taken(0)).toEqual([['', 'x']]);
  read('1', 1_000);
  read('x2', 3_000);
  expect(taken(3_999)).toEqual([]);
  expect(taken(4_000)).toEqual([['12', '2']]);
  read('34x567', 5_000);
  expect(taken(5_000)).toEqual([['345', '5']]);
  expect(taken(7_999)).toEqual([]);
  expect(taken(8_000)).toEqual([['67', '7']]);
  expect(taken(20_000)).toEqual([]);
});
