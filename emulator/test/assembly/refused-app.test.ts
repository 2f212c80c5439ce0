import { expect, test } from 'vitest';
import { AssemblyError } from '../../assembly/cloud-assembly.ts';
import { readApp } from '../../read-app.ts';
import { readFixture, temporaryFolder, type FixtureFunction } from '../support/fixture-app.ts';
import { integration, route, worker } from '../support/resources.ts';

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
    'rule Rule has the target arn:other, which is no function and no queue of the app',
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
        Properties: { FunctionName: { Ref: 'worker' }, EventSourceArn: 'arn:aws:kinesis:x' },
      },
    },
    'Source reads arn:aws:kinesis:x, which is no stream of a table',
  ],
])('an app that cannot run on one machine fails with one line: %s', (_, functions, resources, message) => {
  expect(() => readFixture(functions, resources)).toThrow(new AssemblyError(message));
});

test('a disabled rule does not run', () => {
  expect(readFixture({ worker }, { Rule: rule({ ...target(), State: 'DISABLED' }) }).rules).toEqual([]);
});

test('a folder without a synthesised app fails with one line', () => {
  const folder = temporaryFolder();
  expect(() => readApp(folder)).toThrow(`${folder} holds no synthesised app (manifest.json): `);
});
