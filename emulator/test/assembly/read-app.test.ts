import { expect, test } from 'vitest';
import { AssemblyError } from '../../assembly/cloud-assembly.ts';
import { readApp } from '../../read-app.ts';
import { readFixture, temporaryFolder, writeAssembly, writeJson } from '../support/fixture-app.ts';
import { integration, route, worker } from '../support/resources.ts';

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

test('a function has the template’s values, else Lambda’s defaults (AWS::Lambda::Function; Lambda quotas)', () => {
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

test('GW-62: an environment of 4 KB is accepted; with one byte more the error names the function (Lambda quotas; as JSON)', () => {
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

test('each route has its function, its response and its authorizer', () => {
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

test('a table’s stream that a function reads is one of its event sources', () => {
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
      batchingWindowMs: 0,
      retries: -1,
      bisectOnError: false,
      reportsBatchItemFailures: true,
      onFailureArn: null,
      filterPatterns: [{ eventName: ['INSERT'] }],
    },
  ]);
});

test('functions that only deploy custom resources are left out; the sources of bucket deployments are listed', () => {
  const page = temporaryFolder();
  const folder = writeAssembly(
    { worker, deploy: { ...worker, properties: { Runtime: 'python3.13', FunctionName: undefined } } },
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
