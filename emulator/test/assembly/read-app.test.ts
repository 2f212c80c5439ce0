import { expect, test } from 'vitest';
import { AssemblyError } from '../../assembly/cloud-assembly.ts';
import { readApp } from '../../read-app.ts';
import {
  readFixture,
  temporaryFolder,
  writeAssembly,
  writeJson,
  type FixtureFunction,
} from '../support/fixture-app.ts';

const worker: FixtureFunction = { code: 'export const handler = async () => {};' };
const integration = (functionName: string, type = 'AWS_PROXY') => ({
  Type: 'AWS::ApiGatewayV2::Integration',
  Properties: {
    ApiId: { Ref: 'Socket' },
    IntegrationType: type,
    IntegrationUri: {
      'Fn::Join': [
        '',
        [
          'arn:',
          { Ref: 'AWS::Partition' },
          ':apigateway:',
          { Ref: 'AWS::Region' },
          ':lambda:path/2015-03-31/functions/',
          { 'Fn::GetAtt': [functionName, 'Arn'] },
          '/invocations',
        ],
      ],
    },
  },
});
const route = (properties: Record<string, unknown> = {}) => ({
  Type: 'AWS::ApiGatewayV2::Route',
  Properties: {
    ApiId: { Ref: 'Socket' },
    RouteKey: 'send',
    Target: { 'Fn::Join': ['/', ['integrations', { Ref: 'Integration' }]] },
    ...properties,
  },
});
const workerArn = 'arn:aws:lambda:us-east-1:000000000000:function:app-local-worker';

test('every intrinsic that templates use is resolved', () => {
  const values = {
    REF: { Ref: 'worker2Role' },
    PSEUDO: { Ref: 'AWS::AccountId' },
    STACK: { Ref: 'AWS::StackName' },
    ATT: { 'Fn::GetAtt': ['worker2Role', 'Arn'] },
    ATT_TEXT: { 'Fn::GetAtt': 'worker2Role.Arn' },
    JOIN: { 'Fn::Join': ['-', ['a', { Ref: 'AWS::Region' }]] },
    SUB: { 'Fn::Sub': 'x-${AWS::Region}-${worker2Role}-${worker2Role.Arn}-${!Literal}' },
    SUB_WITH: { 'Fn::Sub': ['${Name}!', { Name: { Ref: 'AWS::Partition' } }] },
    SELECT: { 'Fn::Select': [1, { 'Fn::Split': ['/', 'a/b/c'] }] },
    IMPORT: { 'Fn::ImportValue': 'shared' },
    NONE: { Ref: 'AWS::NoValue' },
  };
  const folder = writeAssembly(
    { worker: { ...worker, properties: { Environment: { Variables: values } } }, worker2: worker },
    {},
    { Shared: { Value: { 'Fn::Join': ['', ['from ', { Ref: 'AWS::Region' }]] }, Export: { Name: 'shared' } } },
  );
  expect(readApp(folder).functions[0]?.environment).toEqual({
    REF: 'app-worker2Role',
    PSEUDO: '000000000000',
    STACK: 'app',
    ATT: 'arn:aws:iam::000000000000:role/app-worker2Role',
    ATT_TEXT: 'arn:aws:iam::000000000000:role/app-worker2Role',
    JOIN: 'a-us-east-1',
    SUB: 'x-us-east-1-app-worker2Role-arn:aws:iam::000000000000:role/app-worker2Role-${Literal}',
    SUB_WITH: 'aws!',
    SELECT: 'b',
    IMPORT: 'from us-east-1',
  });
});

test('a function has its own values, and Lambda’s where the template says nothing (AWS::Lambda::Function; Lambda quotas)', () => {
  const [model] = readFixture({ worker }).functions;
  expect(model).toMatchObject({
    name: 'app-local-worker',
    shortName: 'worker',
    arn: workerArn,
    timeoutMs: 3_000,
    memoryMb: 128,
    asyncRetries: 2,
    asyncMaxAgeMs: 21_600_000,
    onFailureArn: null,
    deadLetterArn: null,
    streams: [],
    roleName: 'app-workerRole',
  });
});

const withEnvironment = (Variables: Record<string, string>) =>
  readFixture({ worker: { ...worker, properties: { Environment: { Variables } } } });

test('GW-62: an environment of 4 KB is taken, one byte more is refused by name (Lambda quotas; as JSON)', () => {
  const value = 'x'.repeat(4_096 - '{"A":""}'.length);
  expect(withEnvironment({ A: value }).functions[0]?.environment).toEqual({ A: value });
  expect(() => withEnvironment({ A: `${value}x` })).toThrow(
    new AssemblyError('function app-local-worker has an environment of 4097 bytes; Lambda takes 4096'),
  );
});

test.each(['AWS_REGION', '_HANDLER', 'AWS_SESSION_TOKEN', 'LAMBDA_TASK_ROOT', 'AWS_LAMBDA_RUNTIME_API'])(
  'the reserved variable %s is refused by name (configuration-envvars)',
  (name) => {
    expect(() => withEnvironment({ OTHER: 'fine', [name]: 'x' })).toThrow(
      new AssemblyError(`function app-local-worker sets ${name}, which Lambda reserves`),
    );
    expect(() => withEnvironment({ TZ: 'UTC', LANG: 'C', AWS_LAMBDA_EXEC_WRAPPER: 'x' })).not.toThrow();
  },
);

test('routes know their function, their answer and their authorizer', () => {
  const Authorizer = {
    Type: 'AWS::ApiGatewayV2::Authorizer',
    Properties: {
      ApiId: { Ref: 'Socket' },
      AuthorizerType: 'REQUEST',
      AuthorizerUri: integration('worker').Properties.IntegrationUri,
      IdentitySource: ['route.request.header.X'],
    },
  };
  const Response = {
    Type: 'AWS::ApiGatewayV2::RouteResponse',
    Properties: { ApiId: { Ref: 'Socket' }, RouteId: { Ref: 'Send' }, RouteResponseKey: '$default' },
  };
  const Connect = route({ RouteKey: '$connect', AuthorizationType: 'CUSTOM', AuthorizerId: { Ref: 'Authorizer' } });
  const { webSocketApi } = readFixture(
    { worker },
    { Integration: integration('worker'), Send: route(), Connect, Response, Authorizer },
  );
  const target = { functionArn: workerArn, timeoutMs: 29_000 };
  expect(webSocketApi).toMatchObject({ stage: 'ws', routeSelectionExpression: '$request.body.action' });
  expect(webSocketApi?.routes).toEqual([
    { routeKey: 'send', integration: target, returnsResponse: true, authorizer: null },
    {
      routeKey: '$connect',
      integration: target,
      returnsResponse: false,
      authorizer: { functionArn: workerArn, identitySources: ['route.request.header.X'] },
    },
  ]);
});

test.each(['$request.body.kind', '${request.body.kind}', '$request.body.meta.kind-of'])(
  'routes may be selected by %s',
  (RouteSelectionExpression) => {
    const Socket = {
      Type: 'AWS::ApiGatewayV2::Api',
      Properties: { ProtocolType: 'WEBSOCKET', RouteSelectionExpression },
    };
    expect(readFixture({ worker }, { Socket }).webSocketApi).toMatchObject({
      routeSelectionExpression: RouteSelectionExpression,
    });
  },
);

test('a JWT authorizer and CORS of the HTTP API are read', () => {
  const ApiId = { Ref: 'Http' };
  const { httpApi } = readFixture(
    { worker },
    {
      Http: {
        Type: 'AWS::ApiGatewayV2::Api',
        Properties: { ProtocolType: 'HTTP', CorsConfiguration: { AllowOrigins: ['*'], MaxAge: 60 } },
      },
      Integration: {
        ...integration('worker'),
        Properties: { ...integration('worker').Properties, ApiId, TimeoutInMillis: 5_000 },
      },
      Get: route({ ApiId, RouteKey: 'GET /x', AuthorizationType: 'JWT', AuthorizerId: { Ref: 'Jwt' } }),
      Jwt: {
        Type: 'AWS::ApiGatewayV2::Authorizer',
        Properties: {
          ApiId,
          AuthorizerType: 'JWT',
          IdentitySource: ['$request.header.Authorization'],
          JwtConfiguration: { Issuer: 'https://i', Audience: ['a'] },
        },
      },
    },
  );
  expect(httpApi?.cors).toEqual({
    allowOrigins: ['*'],
    allowMethods: [],
    allowHeaders: [],
    exposeHeaders: [],
    maxAgeSeconds: 60,
    allowCredentials: false,
  });
  expect(httpApi?.routes).toEqual([
    {
      routeKey: 'GET /x',
      integration: { functionArn: workerArn, timeoutMs: 5_000 },
      authorizer: { issuer: 'https://i', audience: ['a'], identitySources: ['$request.header.Authorization'] },
    },
  ]);
});

test('a stream of a table that a function reads is an event source of it', () => {
  const Table = {
    Type: 'AWS::DynamoDB::GlobalTable',
    Properties: {
      KeySchema: [{ AttributeName: 'PK', KeyType: 'HASH' }],
      AttributeDefinitions: [{ AttributeName: 'PK', AttributeType: 'S' }],
    },
  };
  const Source = {
    Type: 'AWS::Lambda::EventSourceMapping',
    Properties: {
      FunctionName: { Ref: 'worker' },
      EventSourceArn: { 'Fn::GetAtt': ['Table', 'StreamArn'] },
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      FilterCriteria: { Filters: [{ Pattern: '{"eventName":["INSERT"]}' }] },
    },
  };
  const { functions, tables } = readFixture({ worker }, { Table, Source });
  expect(tables).toMatchObject([
    { name: 'app-Table', partitionKey: 'PK', sortKey: null, ttlAttribute: null, stream: false },
  ]);
  expect(functions[0]?.streams).toEqual([
    {
      tableArn: tables[0]?.arn,
      batchSize: 100,
      retries: -1,
      bisectOnError: false,
      reportsBatchItemFailures: true,
      onFailureArn: null,
      filterPatterns: [{ eventName: ['INSERT'] }],
    },
  ]);
});

test('functions that only deploy custom resources are not the app’s; the sources of bucket deployments are listed', () => {
  const page = temporaryFolder();
  const folder = writeAssembly(
    { worker, deploy: { ...worker, properties: { Runtime: 'python3.13' } } },
    {
      Deployment: {
        Type: 'Custom::CDKBucketDeployment',
        Properties: { ServiceToken: { 'Fn::GetAtt': ['deploy', 'Arn'] }, SourceObjectKeys: ['worker.zip', 'page.zip'] },
      },
    },
  );
  writeJson(folder, 'page.assets.json', {
    files: { page: { source: { path: page, packaging: 'zip' }, destinations: { here: { objectKey: 'page.zip' } } } },
  });
  writeJson(folder, 'manifest.json', {
    artifacts: {
      app: { type: 'aws:cloudformation:stack', properties: { templateFile: 'app.template.json', stackName: 'app' } },
      one: { type: 'cdk:asset-manifest', properties: { file: 'app.assets.json' } },
      two: { type: 'cdk:asset-manifest', properties: { file: 'page.assets.json' } },
    },
  });
  const app = readApp(folder);
  expect(app.functions.map(({ name }) => name)).toEqual(['app-local-worker']);
  expect(app.deployedFolders.at(-1)).toBe(page);
});

const rule = (properties: Record<string, unknown>) => ({
  Type: 'AWS::Events::Rule',
  Properties: { EventPattern: { source: ['a'] }, ...properties },
});
const target = (properties: Record<string, unknown> = {}) => ({
  Targets: [{ Arn: { 'Fn::GetAtt': ['worker', 'Arn'] }, ...properties }],
});
const statement = (properties: Record<string, unknown>): Record<string, FixtureFunction> => ({
  worker: { ...worker, statements: [{ Effect: 'Allow', Action: 'a:b', Resource: '*', ...properties }] },
});
const withVariable = (value: unknown): Record<string, FixtureFunction> => ({
  worker: { ...worker, properties: { Environment: { Variables: { X: value } } } },
});
const selecting = (RouteSelectionExpression: string) => ({
  Type: 'AWS::ApiGatewayV2::Api',
  Properties: { ProtocolType: 'WEBSOCKET', RouteSelectionExpression },
});
const socketApi = { Type: 'AWS::ApiGatewayV2::Api', Properties: { ProtocolType: 'WEBSOCKET' } };

test.each<[string, Record<string, FixtureFunction>, Record<string, unknown>, string]>([
  [
    'a resource',
    { worker },
    { Flow: { Type: 'AWS::StepFunctions::StateMachine', Properties: {} } },
    'app: Flow is an AWS::StepFunctions::StateMachine, which is not emulated',
  ],
  [
    'an intrinsic',
    withVariable({ 'Fn::GetAZs': '' }),
    {},
    'app: worker (AWS::Lambda::Function) uses Fn::GetAZs, which is not emulated',
  ],
  [
    'an attribute',
    withVariable({ 'Fn::GetAtt': ['workerRole', 'RoleId'] }),
    {},
    'app: worker (AWS::Lambda::Function) needs RoleId of workerRole (AWS::IAM::Role), which is not emulated',
  ],
  [
    'a reference',
    withVariable({ Ref: 'Nobody' }),
    {},
    'app: worker (AWS::Lambda::Function) refers to Nobody, which is not in the template',
  ],
  [
    'an import',
    withVariable({ 'Fn::ImportValue': 'gone' }),
    {},
    'app: worker (AWS::Lambda::Function) imports gone, which no stack exports',
  ],
  [
    'a runtime',
    { worker: { ...worker, properties: { Runtime: 'python3.13' } } },
    {},
    'function app-local-worker runs on python3.13, which is not Node.js',
  ],
  [
    'code elsewhere',
    { worker: { ...worker, properties: { Code: { ZipFile: 'x' } } } },
    {},
    'function app-local-worker has no code among the assets',
  ],
  [
    'an integration',
    { worker },
    { Integration: integration('worker', 'MOCK'), Send: route() },
    'route send has no AWS_PROXY integration; no other kind is emulated',
  ],
  [
    'an authorization',
    { worker },
    { Integration: integration('worker'), Send: route({ AuthorizationType: 'AWS_IAM' }) },
    'route send is authorised by AWS_IAM, which is not emulated on this kind of API',
  ],
  ['two APIs', { worker }, { Other: socketApi }, 'the app has 2 of one WEBSOCKET API'],
  [
    'a route selection',
    { worker },
    { Socket: selecting('$request.header.X-Route') },
    'the WEBSOCKET API selects routes by $request.header.X-Route; only $request.body.… is emulated',
  ],
  [
    'a route selection with text',
    { worker },
    { Socket: selecting('${request.body.a}/x') },
    'the WEBSOCKET API selects routes by ${request.body.a}/x; only $request.body.… is emulated',
  ],
  [
    'a route selection of no end',
    { worker },
    { Socket: selecting('${request.body.a') },
    'the WEBSOCKET API selects routes by ${request.body.a; only $request.body.… is emulated',
  ],
  [
    'a condition key',
    statement({ Condition: { StringEquals: { 'aws:username': 'x' } } }),
    {},
    'app-workerRole: the condition key aws:username is not emulated',
  ],
  [
    'a condition operator',
    statement({ Condition: { DateLessThan: { 'aws:SourceArn': 'x' } } }),
    {},
    'app-workerRole: IAM condition operator DateLessThan is not emulated',
  ],
  [
    'NotAction',
    statement({ Action: undefined, NotAction: 'a:b' }),
    {},
    'app-workerRole: a policy statement without Action or Resource is not emulated',
  ],
  [
    'a schedule',
    { worker },
    { Rule: rule({ EventPattern: undefined, ScheduleExpression: 'rate(1 day)' }) },
    'rule Rule has no event pattern; schedules are not emulated',
  ],
  [
    'a pattern',
    { worker },
    { Rule: rule({ EventPattern: { source: [{ cidr: 'x' }] } }) },
    'rule Rule: event pattern operator cidr is not emulated',
  ],
  [
    'a target',
    { worker },
    { Rule: rule({ Targets: [{ Arn: 'arn:other' }] }) },
    'rule Rule has the target arn:other, which is no function of the app',
  ],
  [
    'an input',
    { worker },
    { Rule: rule(target({ Input: '{}' })) },
    "rule Rule makes up its target's input, which is not emulated",
  ],
  [
    'local indexes',
    { worker },
    {
      Table: {
        Type: 'AWS::DynamoDB::Table',
        Properties: { KeySchema: [], AttributeDefinitions: [], LocalSecondaryIndexes: [] },
      },
    },
    'table app-Table has local indexes, which are not emulated',
  ],
  [
    'another event source',
    { worker },
    {
      Source: {
        Type: 'AWS::Lambda::EventSourceMapping',
        Properties: { FunctionName: { Ref: 'worker' }, EventSourceArn: 'arn:aws:sqs:x' },
      },
    },
    'Source reads arn:aws:sqs:x, which is no stream of a table',
  ],
])('what cannot be run on one machine is told in one line: %s', (_, functions, resources, message) => {
  expect(() => readFixture(functions, resources)).toThrow(new AssemblyError(message));
});

test('a rule that is disabled does not run', () => {
  expect(readFixture({ worker }, { Rule: rule({ ...target(), State: 'DISABLED' }) }).rules).toEqual([]);
});

test('a folder without a synthesised app is told in one line', () => {
  const folder = temporaryFolder();
  expect(() => readApp(folder)).toThrow(`${folder} holds no synthesised app (manifest.json): `);
});
