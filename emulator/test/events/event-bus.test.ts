import { EventBridgeClient, PutEventsCommand, type PutEventsRequestEntry } from '@aws-sdk/client-eventbridge';
import { ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { expect, test } from 'vitest';
import { serviceEvent } from '../../events/service-event.ts';
import { credentialsOf } from '../../iam/callers.ts';
import { operator, startFixture } from '../support/fixture-app.ts';

const bus = { Type: 'AWS::Events::EventBus', Properties: { Name: 'market' } };
const dead = { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'undelivered' } };
const permission = {
  Type: 'AWS::Lambda::Permission',
  Properties: {
    FunctionName: { Ref: 'worker' },
    Action: 'lambda:InvokeFunction',
    Principal: 'events.amazonaws.com',
    SourceArn: { 'Fn::GetAtt': ['Rule', 'Arn'] },
  },
};
const rule = (target: Record<string, unknown> = {}) => ({
  Type: 'AWS::Events::Rule',
  Properties: {
    EventBusName: { Ref: 'Bus' },
    EventPattern: { source: ['bigshop'] },
    Targets: [
      {
        Id: 't',
        Arn: { 'Fn::GetAtt': ['worker', 'Arn'] },
        DeadLetterConfig: { Arn: { 'Fn::GetAtt': ['Dead', 'Arn'] } },
        ...target,
      },
    ],
  },
});
const policy = {
  Type: 'AWS::SQS::QueuePolicy',
  Properties: {
    Queues: [{ Ref: 'Dead' }],
    PolicyDocument: {
      Statement: [
        {
          Effect: 'Allow',
          Action: 'sqs:SendMessage',
          Principal: { Service: 'events.amazonaws.com' },
          Resource: { 'Fn::GetAtt': ['Dead', 'Arn'] },
          Condition: { ArnEquals: { 'aws:SourceArn': { 'Fn::GetAtt': ['Rule', 'Arn'] } } },
        },
      ],
    },
  },
};
const worker = { code: 'export const handler = async () => {};' };
const entry: PutEventsRequestEntry = {
  EventBusName: 'market',
  Source: 'bigshop',
  DetailType: 'hire',
  Detail: '{"event_id":"1"}',
};

async function start(resources: Record<string, unknown>, statements: Record<string, unknown>[] = []) {
  const core = await startFixture(
    { worker: { ...worker, statements } },
    { resources: { Bus: bus, Dead: dead, ...resources } },
  );
  const client = new EventBridgeClient(operator(core.internalUrl));
  const sqs = new SQSClient(operator(core.internalUrl));
  const receive = async () =>
    (
      await sqs.send(
        new ReceiveMessageCommand({
          QueueUrl: `${core.internalUrl}/000000000000/undelivered`,
          MessageAttributeNames: ['All'],
        }),
      )
    ).Messages ?? [];
  return {
    core,
    receive,
    put: (...Entries: PutEventsRequestEntry[]) => client.send(new PutEventsCommand({ Entries })),
  };
}

test('GW-83: an event that matches a rule invokes its function asynchronously; any other event does not (EventBridge User Guide, eb-rules)', async () => {
  const { core, put } = await start({ Rule: rule(), Permission: permission });
  const answer = await put(entry, { ...entry, Source: 'elsewhere' }, { ...entry, EventBusName: 'default' });
  expect(answer).toMatchObject({ FailedEntryCount: 0, Entries: [{ EventId: expect.any(String) }, {}, {}] });
  await core.functions.settled();
  expect(core.stats.snapshot().lambda).toMatchObject({ invocations: 1, errors: 0 });
});

const failing = { code: 'export const handler = async (event) => { throw new Error("no"); };' };
const failed = {
  Type: 'AWS::Lambda::EventInvokeConfig',
  Properties: {
    FunctionName: { Ref: 'worker' },
    MaximumRetryAttempts: 0,
    DestinationConfig: { OnFailure: { Destination: { 'Fn::GetAtt': ['Dead', 'Arn'] } } },
  },
};

test.each([
  [
    'the whole event',
    {},
    {
      version: '0',
      id: expect.any(String),
      source: 'bigshop',
      'detail-type': 'hire',
      account: '000000000000',
      region: 'us-east-1',
      time: '2026-01-02T03:04:05Z',
      resources: ['r'],
      detail: { event_id: '1' },
    },
  ],
  ['the part that InputPath names', { InputPath: '$.detail' }, { event_id: '1' }],
])(
  'the function gets %s (EventBridge User Guide, eb-events-structure); what it fails at is kept by Lambda, not by the rule',
  async (_, target, event) => {
    const statements = [{ Effect: 'Allow', Action: 'sqs:SendMessage', Resource: { 'Fn::GetAtt': ['Dead', 'Arn'] } }];
    const core = await startFixture(
      { worker: { ...failing, statements } },
      { resources: { Bus: bus, Dead: dead, Rule: rule(target), Permission: permission, Failed: failed } },
    );
    const client = new EventBridgeClient(operator(core.internalUrl));
    await client.send(
      new PutEventsCommand({
        Entries: [
          {
            ...entry,
            EventBusName: 'arn:aws:events:us-east-1:000000000000:event-bus/market',
            Time: new Date('2026-01-02T03:04:05.678Z'),
            Resources: ['r'],
          },
        ],
      }),
    );
    await core.functions.settled();
    const [message] = core.queues.find('undelivered')!.queue.receive(1, 0);
    expect((JSON.parse(message!.body) as { requestPayload: unknown }).requestPayload).toEqual(event);
  },
);

test('GW-85: an event that the function’s policy does not allow goes to the rule’s dead-letter queue (EventBridge User Guide, eb-rule-dlq)', async () => {
  const { core, put, receive } = await start({ Rule: rule(), Policy: policy });
  await put(entry);
  const [message] = await receive();
  expect(JSON.parse(message!.Body!)).toMatchObject({ detail: { event_id: '1' } });
  expect(message!.MessageAttributes).toMatchObject({
    ERROR_CODE: { StringValue: 'NO_PERMISSIONS' },
    RULE_ARN: { StringValue: 'arn:aws:events:us-east-1:000000000000:rule/market/app-Rule' },
    TARGET_ARN: { StringValue: 'arn:aws:lambda:us-east-1:000000000000:function:app-local-worker' },
  });
  expect(core.stats.snapshot().lambda.invocations).toBe(0);
});

test('GW-83: a queue receives the events of a rule if its policy lets the rule send to it', async () => {
  const target = { Arn: { 'Fn::GetAtt': ['Dead', 'Arn'] }, DeadLetterConfig: undefined };
  const allowed = await start({ Rule: rule(target), Policy: policy });
  await allowed.put(entry);
  expect(JSON.parse((await allowed.receive())[0]!.Body!)).toMatchObject({ detail: { event_id: '1' } });
  const refused = await start({ Rule: rule(target) });
  await refused.put(entry);
  expect(await refused.receive()).toEqual([]);
});

test('a dead-letter queue whose policy does not name the rule receives nothing (EventBridge User Guide, eb-rule-dlq: permissions)', async () => {
  const { put, receive } = await start({ Rule: rule() });
  await put(entry);
  expect(await receive()).toEqual([]);
});

test.each([
  [{ Source: undefined }, 'InvalidArgument'],
  [{ DetailType: '' }, 'InvalidArgument'],
  [{ Detail: 'no json' }, 'MalformedDetail'],
  [{ Detail: '[]' }, 'MalformedDetail'],
  [{ Source: 'aws.ec2' }, 'NotAuthorizedForSourceException'],
])('GW-86: an entry with %o fails by itself: %s (API_PutEvents, PutEventsResultEntry)', async (change, ErrorCode) => {
  const { put } = await start({ Rule: rule(), Permission: permission });
  expect(await put({ ...entry, ...change }, entry)).toMatchObject({
    FailedEntryCount: 1,
    Entries: [{ ErrorCode }, { EventId: expect.any(String) }],
  });
});

/** GuardDuty’s own role has conditions that no function's role has. */
const guardDuty = {
  Plan: { Type: 'AWS::GuardDuty::MalwareProtectionPlan', Properties: { Role: { 'Fn::GetAtt': ['Scanner', 'Arn'] } } },
  Scanner: { Type: 'AWS::IAM::Role', Properties: {} },
  ScannerPolicy: {
    Type: 'AWS::IAM::Policy',
    Properties: {
      PolicyDocument: {
        Statement: [
          {
            Effect: 'Allow',
            Action: 'events:PutRule',
            Resource: '*',
            Condition: { StringLike: { 'events:ManagedBy': 'malware-protection-plan.guardduty.amazonaws.com' } },
          },
        ],
      },
      Roles: [{ Ref: 'Scanner' }],
    },
  },
};

test('GW-100: an event of an AWS service reaches the rules of the default bus (EventBridge User Guide, eb-service-event)', async () => {
  const Properties = { ...rule().Properties, EventPattern: { source: ['aws.guardduty'] }, EventBusName: undefined };
  const { core, put } = await start({ Rule: { ...rule(), Properties }, Permission: permission, ...guardDuty });
  const event = { source: 'aws.guardduty', 'detail-type': 'Scan Result', detail: { scanStatus: 'COMPLETED' } };
  expect(await put({ ...entry, Source: 'aws.guardduty', EventBusName: 'default' })).toMatchObject({
    FailedEntryCount: 1,
  });
  core.bus.put('default', serviceEvent.parse(event));
  await core.functions.settled();
  expect(core.stats.snapshot().lambda).toMatchObject({ invocations: 1, errors: 0 });
  expect(core.bus.recent.map((one) => one.event)).toEqual([
    {
      ...event,
      ...{ version: '0', id: expect.any(String), account: '000000000000', region: 'us-east-1', resources: [] },
      time: expect.stringMatching(/^[\d-]+T[\d:]+Z$/),
    },
  ]);
});

test('no entry, more than ten, or more than 1 MB is a ValidationException (API_PutEvents; 1 MB since January 2026)', async () => {
  const { put } = await start({});
  const large = { ...entry, Detail: JSON.stringify({ text: 'x'.repeat(1_048_576) }) };
  for (const entries of [[], Array<PutEventsRequestEntry>(11).fill(entry), [large]]) {
    await expect(put(...entries)).rejects.toMatchObject({ name: 'ValidationException' });
  }
});

test('the entries of a request have at most 1 MB together: names, detail, resources, and 14 bytes for a time (eb-putevents)', async () => {
  const { put } = await start({});
  const sized = (bytes: number, change: Partial<PutEventsRequestEntry> = {}) => {
    const rest =
      `${entry.Source}${entry.DetailType}{"t":""}${change.Resources?.join('') ?? ''}`.length + (change.Time ? 14 : 0);
    return {
      ...entry,
      ...change,
      Detail: `{"t":"${'ü'.repeat((bytes - rest) >> 1)}${'x'.repeat((bytes - rest) % 2)}"}`,
    };
  };
  const half = 524_288;
  const others = [{}, { Resources: ['arn:one', 'arn:two'] }, { Time: new Date() }];
  for (const change of others) {
    expect((await put(sized(half), sized(half, change))).FailedEntryCount).toBe(0);
    await expect(put(sized(half), sized(half + 1, change))).rejects.toMatchObject({ name: 'ValidationException' });
  }
});

test('a function puts events only if its role allows it', async () => {
  const { core } = await start({}, [
    { Effect: 'Allow', Action: 'events:PutEvents', Resource: { 'Fn::GetAtt': ['Bus', 'Arn'] } },
  ]);
  const client = new EventBridgeClient({
    ...operator(core.internalUrl),
    credentials: credentialsOf(core.functions.find('worker')!),
  });
  await client.send(new PutEventsCommand({ Entries: [entry] }));
  await expect(
    client.send(new PutEventsCommand({ Entries: [{ ...entry, EventBusName: 'default' }] })),
  ).rejects.toMatchObject({
    name: 'AccessDeniedException',
    message: expect.stringContaining(
      'events:PutEvents on resource: arn:aws:events:us-east-1:000000000000:event-bus/default',
    ),
  });
});
