import { describe, expect, it } from 'vitest';
import { functionNames } from '../../lambdas/platform/settings.ts';
import { allowedBy, resourcesOf, stackNames, stacksOf, type Statement } from './stacks.ts';

const stacks = stacksOf();
const statements = stackNames.flatMap((name) => allowedBy(stacks[name]));
const policyOf = (name: string) => new RegExp(`^Functions${name.replace('-', '')}role`);
const ofFunction = (name: string) => statements.filter(({ where }) => policyOf(name).test(where));

/** `actions on resource [prefixes]`, with the account's own parts of an ARN left out. */
function sentence({ actions, resources, condition }: Statement): string {
  const names = actions.map((action) => action.split(':')[1]).join(' ');
  const where = resources.map((resource) => resource.replace(/^arn:.*:execute-api:.*\$\{WebSocketApi\w+\}/, 'socket').replace(/[0-9A-F]{8}/g, '')).join(' ');
  const keys = condition?.['ForAllValues:StringLike']?.['dynamodb:LeadingKeys']?.join(' ');
  return [names, 'on', where, ...(keys === undefined ? [] : [`[${keys}]`])].join(' ');
}

const table = '${FnGetAttTableArn}';

describe('what a function may do', () => {
  it.each(functionNames)('%s writes its own log', (name) => {
    const logs = ofFunction(name).filter(({ actions }) => actions.some((action) => action.startsWith('logs:')));
    expect(logs.map(({ actions }) => actions)).toEqual([['logs:CreateLogStream', 'logs:PutLogEvents']]);
    expect(logs[0]?.resources).toEqual([expect.stringMatching(new RegExp(`^\\$\\{Functions${name.replace('-', '')}log\\w+\\.Arn\\}$`))]);
  });

  const expected: Record<string, string[]> = {
    authorizer: [],
    connect: [
      `DeleteItem PutItem Query UpdateItem on ${table} [C#* U#* T#*]`,
      'ManageConnections on socket/ws/DELETE/@connections/* socket/ws/POST/@connections/*',
    ],
    disconnect: [
      `DeleteItem on ${table} [C#* U#* T#*]`,
      `Query on ${table} [T#*]`,
      'ManageConnections on socket/ws/POST/@connections/*',
    ],
    frame: [
      `DeleteItem GetItem PutItem Query UpdateItem on ${table} [T#* C#* U#*]`,
      `PutItem on ${table} [R#*]`,
      'ManageConnections on socket/ws/DELETE/@connections/* socket/ws/POST/@connections/*',
    ],
    http: [
      `DeleteItem GetItem PutItem Query UpdateItem on ${table} [T#* C#* U#*]`,
      `BatchGetItem on ${table} [T#*]`,
      `PutItem Query on ${table} [R#*]`,
      `Query on ${table}/index/inbox [U#*]`,
      'ManageConnections on socket/ws/DELETE/@connections/* socket/ws/POST/@connections/*',
    ],
    'system-message': [
      `DeleteItem GetItem PutItem Query UpdateItem on ${table} [T#* C#* U#*]`,
      `GetItem PutItem on ${table} [E#*]`,
      'ManageConnections on socket/ws/POST/@connections/*',
      'SendMessage on ${EventsFailed.Arn}',
    ],
  };

  it.each(functionNames)('%s: beside that, what it uses and no more', (name) => {
    const others = ofFunction(name).filter(({ actions }) => !actions[0]?.startsWith('logs:'));
    expect(others.map(sentence)).toEqual(expected[name]);
  });

  it('stands in its policy alone: no managed policy', () => {
    const roles = Object.values(resourcesOf(stacks.api, 'AWS::IAM::Role'));
    expect(roles.map(({ Properties }) => Properties.ManagedPolicyArns)).toEqual(functionNames.map(() => undefined));
  });
});

describe('wildcards in what roles may do', () => {
  /** Every one of them, with the reason. */
  const exceptions: { where: RegExp; wildcard: RegExp; reason: string }[] = [
    {
      where: /^Functions(connect|disconnect|frame|http|systemmessage)role/,
      wildcard: /\/ws\/(POST|DELETE)\/@connections\/\*$/,
      reason: 'API Gateway invents the ids of connections',
    },
    {
      where: /^CustomCDKBucketDeployment/,
      wildcard: /^s3:(GetBucket|GetObject|List|Abort|DeleteObject)\*$/,
      reason: 'CDK: its copying of the page runs `aws s3 sync`, whose actions it grants by their first letters, on two buckets',
    },
    {
      where: /^CustomCDKBucketDeployment/,
      wildcard: /(cdk-hnb659fds-assets-\$\{AWS::AccountId\}-\$\{AWS::Region\}|\$\{Files\w+\.Arn\})\/\*$/,
      reason: 'S3: the objects of a bucket; their names are hashes of the content',
    },
    {
      where: /^CustomCDKBucketDeployment/,
      wildcard: /^\*$/,
      reason: 'CDK: grants the invalidation of the cache on every distribution; its handler asks for the one of this stack',
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
    const permissions = Object.values(resourcesOf(stacks.api, 'AWS::Lambda::Permission')).map(({ Properties }) => Properties);
    expect(permissions.filter(({ SourceArn }) => SourceArn === undefined)).toEqual([]);
    expect([...new Set(permissions.map(({ Principal }) => Principal))].sort()).toEqual(['apigateway.amazonaws.com', 'events.amazonaws.com']);
  });
});
