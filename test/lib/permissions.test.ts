import { describe, expect, it } from 'vitest';
import { functionNames, type FunctionName } from '../../lambdas/platform/settings.ts';
import { allowedBy, resourcesOf, stackNames, stacksOf, type Statement } from './stacks.ts';

/** Traces are a test of their own: their statement would melt into others. */
const stacks = stacksOf({ tracing: 'off' });
const statements = stackNames.flatMap((name) => allowedBy(stacks[name]));
const policyOf = (name: string) => new RegExp(`^Functions${name.replace('-', '')}role`);
const ofFunction = (name: string) => statements.filter(({ where }) => policyOf(name).test(where));

/** Without what CDK adds to make ids unique. */
const short = (resource: string) =>
  resource.replace(/^arn:.*:execute-api:.*\$\{WebSocketApi\w+\}/, 'socket').replace(/[0-9A-F]{8}/g, '');

/** `actions on resource [prefixes]`, with the account's own parts of an ARN left out. */
function sentence({ actions, resources, condition }: Statement): string {
  const names = actions.map((action) => action.split(':')[1]).join(' ');
  const where = resources.map(short).join(' ');
  const keys = condition?.['ForAllValues:StringLike']?.['dynamodb:LeadingKeys']
    ?.map((prefix) => prefix.replace(/\*$/, ''))
    .join(' ');
  return [names, 'on', where, ...(keys === undefined ? [] : [`[${keys}]`])].join(' ');
}

const table = '${FnGetAttTableArn}';
const files = '${FnGetAttFilesArn}';

describe('what a function may do', () => {
  it.each(functionNames)('%s writes its own log', (name) => {
    const logs = ofFunction(name).filter(({ actions }) => actions.some((action) => action.startsWith('logs:')));
    expect(logs.map(({ actions }) => actions)).toEqual([['logs:CreateLogStream', 'logs:PutLogEvents']]);
    expect(logs[0]?.resources).toEqual([
      expect.stringMatching(new RegExp(`^\\$\\{Functions${name.replace('-', '')}log\\w+\\.Arn\\}$`)),
    ]);
  });

  const socket = (...methods: string[]) =>
    `ManageConnections on ${methods.map((method) => `socket/ws/${method}/@connections/*`).join(' ')}`;
  const expected: Record<FunctionName, string[]> = {
    authorizer: [],
    connect: [
      `UpdateItem on ${table} [U# T#]`,
      `DeleteItem Query on ${table} [T#]`,
      socket('DELETE', 'POST'),
      'InvokeFunction on ${Functionssocketio.Arn}',
    ],
    disconnect: [
      `UpdateItem on ${table} [U# T#]`,
      `DeleteItem on ${table} [T# C#]`,
      `Query on ${table} [T#]`,
      socket('POST'),
    ],
    frame: [
      `BatchGetItem UpdateItem on ${table} [T# U#]`,
      `DeleteItem Query on ${table} [T#]`,
      `GetItem on ${table} [T# U# C#]`,
      `PutItem on ${table} [T# R# C#]`,
      socket('DELETE', 'POST'),
    ],
    'socket-io': [
      `GetItem on ${table} [C#]`,
      socket('DELETE', 'POST'),
      'DeleteMessage GetQueueAttributes ReceiveMessage SendMessage on ${SocketIoRounds.Arn}',
    ],
    http: [
      `BatchGetItem DeleteItem GetItem UpdateItem on ${table} [T# U#]`,
      `Query on ${table} [T# U# R#]`,
      `PutItem on ${table} [T# R#]`,
      `Query on ${table}/index/inbox [U#]`,
      socket('DELETE', 'POST'),
    ],
    search: [
      `BatchGetItem GetItem on ${table} [T#]`,
      `Query on ${table} [T# U#]`,
      `UpdateItem on ${table} [U#]`,
      socket('DELETE'),
    ],
    attachments: [
      `BatchGetItem GetItem PutItem UpdateItem on ${table} [T# U#]`,
      `DeleteItem Query on ${table} [T#]`,
      `DeleteObject GetObject PutObject on ${files}/files/* ${files}/previews/*`,
      `ListMultipartUploadParts on ${files}/files/*`,
      `ListBucket on ${files}`,
      socket('DELETE', 'POST'),
    ],
    'remove-files': [
      `DeleteItem on ${table} [T#]`,
      `DeleteObject on ${files}/files/* ${files}/previews/*`,
      `AbortMultipartUpload on ${files}/files/*`,
      'DescribeStream GetRecords GetShardIterator on ${FnGetAttTableStreamArn}',
      'ListStreams on *',
      'SendMessage on ${FileRemovalUnremoved.Arn}',
    ],
    'scan-result': [
      `BatchGetItem UpdateItem on ${table} [T# U#]`,
      `DeleteItem GetItem PutItem Query on ${table} [T#]`,
      socket('DELETE', 'POST'),
    ],
    'system-message': [
      `UpdateItem on ${table} [T# U#]`,
      `DeleteItem Query on ${table} [T#]`,
      `GetItem PutItem on ${table} [T# E#]`,
      `BatchGetItem on ${table} [U#]`,
      socket('DELETE', 'POST'),
      'SendMessage on ${EventsFailed.Arn}',
    ],
    'publish-changes': [
      `BatchGetItem UpdateItem on ${table} [T# U#]`,
      `DeleteItem GetItem Query on ${table} [T#]`,
      socket('DELETE', 'POST'),
      'DescribeStream GetRecords GetShardIterator on ${FnGetAttTableStreamArn}',
      'ListStreams on *',
      'PutEvents on ${Bus.Arn}',
      'SendMessage on ${ChangesUnpublished.Arn} ${NotificationsLater.Arn}',
    ],
    notifications: [
      `GetItem UpdateItem on ${table} [U#]`,
      `BatchGetItem on ${table} [T# U# P#]`,
      `Query on ${table} [T# U#]`,
      `DeleteItem PutItem on ${table} [P#]`,
      socket('DELETE'),
      'DeleteMessage GetQueueAttributes ReceiveMessage SendMessage on ${NotificationsLater.Arn}',
      'SendMessage on ${NotificationsFailedNotifications.Arn}',
      'GetSecretValue on ${NotificationsKeysSecret}',
      'PutEvents on ${Bus.Arn}',
    ],
  };

  it.each(functionNames)('%s: beside that, what it uses and no more', (name) => {
    const others = ofFunction(name).filter(({ actions }) => !actions[0]?.startsWith('logs:'));
    expect(others.map(sentence)).toEqual(expected[name]);
  });

  const actionsOf = (name: FunctionName, settings: Record<string, string>) =>
    allowedBy(stacksOf(settings).app).flatMap(({ where, actions }) => (policyOf(name).test(where) ? actions : []));

  it('SIO-1: with socketIo=off there is no function, no queue and no permission for it', () => {
    const without = stacksOf({ socketIo: 'off', tracing: 'off' });
    const texts = allowedBy(without.app).map(sentence).join('\n');
    expect(texts).not.toMatch(/C#|InvokeFunction|Rounds/);
    expect(JSON.stringify(without.app.toJSON())).not.toContain('chat-dev-socket-io');
    expect(JSON.stringify(without.app.toJSON())).not.toContain('SocketIoRounds');
  });

  it.each(['off', '', 'message.unread'])('EVT-3: publish-changes may not use the bus if events are "%s"', (events) => {
    const actions = actionsOf('publish-changes', { events });
    expect(actions).toContain('dynamodb:GetRecords');
    expect(actions).not.toContain('events:PutEvents');
  });

  it.each<Record<string, string>>([{ events: 'thread.created' }, { remindAfter: 'off' }])(
    'NT-5: notifications may not use the bus with %j',
    (settings) => {
      const actions = actionsOf('notifications', settings);
      expect(actions).toContain('sqs:ReceiveMessage');
      expect(actions).not.toContain('events:PutEvents');
    },
  );

  it.each(functionNames)('%s may send traces if the setting says so', (name) => {
    const sent = allowedBy(stacksOf().app).filter(
      ({ where, actions }) => policyOf(name).test(where) && actions.includes('xray:PutTraceSegments'),
    );
    expect(sent.map(({ resources }) => resources)).toEqual([['*']]);
  });

  it('is in its own policy only: there is no managed policy', () => {
    const ofFunctions = ([id]: [string, unknown]) => id.startsWith('Functions');
    const roles = Object.entries(resourcesOf(stacks.app, 'AWS::IAM::Role')).filter(ofFunctions);
    expect(roles.map(([, { Properties }]) => Properties.ManagedPolicyArns)).toEqual(functionNames.map(() => undefined));
  });
});

describe('wildcards in what roles may do', () => {
  /** Every one of them, with the reason. */
  const exceptions: { where: RegExp; wildcard: RegExp; reason: string }[] = [
    {
      where:
        /^Functions((dis)?connect|frame|http|search|attachments|scanresult|systemmessage|publishchanges|notifications|socketio)role/,
      wildcard: /\/ws\/(POST|DELETE)\/@connections\/\*$/,
      reason: 'API Gateway invents the ids of connections',
    },
    {
      where: /^Functions(publishchanges|removefiles)role/,
      wildcard: /^\*$/,
      reason: 'DynamoDB: ListStreams knows no resources',
    },
    {
      where: /^Functions(attachments|removefiles)role/,
      wildcard: /^\$\{FnGetAttFiles\w+\}\/(files|previews)\/\*$/,
      reason: 'S3: the files of users have random keys',
    },
    {
      where: /^MalwareScanRole/,
      wildcard: /(\/files\/|AmazonGuardDutyMalwareProtectionS3)\*$/,
      reason: 'GuardDuty: the files of users, and a rule whose name it makes up',
    },
    {
      where: /^CustomCDKBucketDeployment/,
      wildcard: /^s3:(GetBucket|GetObject|List|Abort|DeleteObject)\*$/,
      reason:
        'CDK: its copying of the page runs `aws s3 sync`, whose actions it grants by their first letters, on two buckets',
    },
    {
      where: /^CustomCDKBucketDeployment/,
      wildcard: /(cdk-hnb659fds-assets-\$\{AWS::AccountId\}-\$\{AWS::Region\}|\$\{PageFiles\w+\.Arn\})\/\*$/,
      reason: 'S3: the objects of a bucket; their names are hashes of the content',
    },
  ];

  const wildcards = statements.flatMap(({ where, actions, resources }) =>
    [...actions, ...resources].filter((text) => text.includes('*')).map((wildcard) => ({ where, wildcard })),
  );

  it('are those that AWS forces, or CDK for its own work while it deploys', () => {
    const unexplained = wildcards.filter(
      (found) => !exceptions.some(({ where, wildcard }) => where.test(found.where) && wildcard.test(found.wildcard)),
    );
    expect(unexplained).toEqual([]);
  });

  it.each(exceptions)('$reason', ({ where, wildcard }) => {
    expect(wildcards.some((found) => where.test(found.where) && wildcard.test(found.wildcard))).toBe(true);
  });
});

describe('who may call', () => {
  it('a function: API Gateway for this API, or the bus by this rule', () => {
    const permissions = Object.values(resourcesOf(stacks.app, 'AWS::Lambda::Permission')).map(
      ({ Properties }) => Properties,
    );
    expect(permissions.filter(({ SourceArn }) => SourceArn === undefined)).toEqual([]);
    expect([...new Set(permissions.map(({ Principal }) => Principal))].sort()).toEqual([
      'apigateway.amazonaws.com',
      'events.amazonaws.com',
    ]);
  });
});
