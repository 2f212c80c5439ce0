import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { DataStack } from '../../lib/data-stack.ts';
import { readDeploySettings } from '../../lib/settings.ts';
import { stackNames, stacksOf, type StackName } from './stacks.ts';

const certificateIn = (region: string) =>
  `arn:aws:acm:${region}:123456789012:certificate/0a1b2c3d-0000-4000-8000-0123456789ab`;
const issuer = { issuer: 'https://login.example.com/', audience: 'chat' };
const pageHost = { pageDomain: 'chat.example.com', pageCertificate: certificateIn('us-east-1') };
const restHost = { restDomain: 'rest.example.com', restCertificate: certificateIn('eu-west-1') };
const socketHost = { webSocketDomain: 'socket.example.com', webSocketCertificate: certificateIn('eu-west-1') };

/** Every setting that adds, removes or renames a resource, by itself and together with others. */
const settings: Record<string, Record<string, unknown>> = {
  'the defaults': {},
  'no page': { page: 'off' },
  'an issuer': issuer,
  'an issuer and no page': { ...issuer, page: 'off' },
  'another issuer': { ...issuer, issuer: 'https://id.example.com/', jwksUri: 'https://keys.example.com/' },
  'a host for the page': pageHost,
  'a host for REST': restHost,
  'a host for the WebSocket': socketHost,
  'all hosts and an issuer': { ...pageHost, ...restHost, ...socketHost, ...issuer },
  'other origins': { origins: 'https://www.example.com' },
  'an e-mail address for alarms': { alarmReceiver: 'on-call@example.com' },
  'a topic for alarms': { alarmReceiver: 'arn:aws:sns:eu-west-1:123456789012:on-call' },
  'data that is not kept': { removalPolicy: 'destroy' },
  'all requests logged': { accessLog: 'all' },
  'the log role of another app': { accessLog: 'all', gatewayLogRole: 'off' },
  'no traces, all reports': { tracing: 'off', callReports: 'on' },
  'no events': { events: 'off' },
  'every kind of event': { events: 'thread.created,message.created,message.read,message.unread' },
  'no attachments': { attachments: 'off' },
  'bounds of routes': { routeThrottles: 'send_message=20/40' },
};

type Json = Record<string, any>;
interface Deployment {
  /** Exports of each stack: the text of their names to the text of their values. */
  exports: Partial<Record<StackName, Map<string, string>>>;
  imports: string[];
  /** Names that an account or region holds once, `type name`, with the stack and logical id that has each. */
  named: Map<string, string>;
}

function importsIn(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    key === 'Fn::ImportValue' ? [JSON.stringify(inner)] : importsIn(inner),
  );
}

const nameProperties = ['Name', 'FunctionName', 'LogGroupName', 'AlarmName', 'DashboardName', 'DomainName', 'RoleName'];

/** A deployment on paper, of an app whose templates are given. */
function deploymentOf(templates: Partial<Record<StackName, Json>>): Deployment {
  const exports: Deployment['exports'] = {};
  const named = new Map<string, string>();
  for (const [stack, { Outputs = {}, Resources = {} }] of Object.entries(templates) as [StackName, Json][]) {
    const exported = Object.values(Outputs as Json).filter(({ Export }) => Export !== undefined);
    exports[stack] = new Map(exported.map(({ Export, Value }) => [JSON.stringify(Export.Name), JSON.stringify(Value)]));
    for (const [id, { Type, Properties = {} }] of Object.entries(Resources as Json)) {
      const name = nameProperties.map((property) => Properties[property]).find((one) => one !== undefined);
      if (name !== undefined) named.set(`${Type} ${JSON.stringify(name)}`, `${stack}/${id}`);
    }
  }
  return { exports, imports: importsIn(templates), named };
}

const deployments = Object.entries(settings).map(([name, context]) => {
  const templates = Object.entries(stacksOf(context)).map(([stack, template]) => [stack, template.toJSON()]);
  return [name, deploymentOf(Object.fromEntries(templates))] as const;
});

/**
 * What CloudFormation would refuse when `after` is deployed over `before`: an export that a deployed stack still
 * imports
 * is neither removed nor changed, and a resource under a name that another one still has cannot be made.
 * A stack that `after` no longer has stays as it is.
 */
function refusals(before: Deployment, after: Deployment): string[] {
  const stacks = Object.keys(before.exports) as StackName[];
  const lostExports = stacks.flatMap((stack) => {
    const [old, now] = [before.exports[stack], after.exports[stack]];
    if (old === undefined || now === undefined) return [];
    return [...old].filter(([name, value]) => before.imports.includes(name) && now.get(name) !== value);
  });
  const takenNames = [...after.named].filter(([name, owner]) => (before.named.get(name) ?? owner) !== owner);
  return [
    ...lostExports.map(([name]) => `${name} is imported, and removed or changed`),
    ...takenNames.map(([name]) => `${name} still belongs to another resource`),
  ];
}

describe('deploying with other settings over what is deployed', () => {
  it.each(deployments)('from %s to any other is not refused for an export or a name in use', (_, before) => {
    const refused = deployments.flatMap(([name, after]) => refusals(before, after).map((why) => `to ${name}: ${why}`));
    expect(refused).toEqual([]);
  });

  it('only the table and the bucket of files are needed from another stack', () => {
    for (const [, { imports, exports }] of deployments) {
      expect(new Set(imports)).toEqual(new Set([...exports.data!.keys(), ...(exports.files?.keys() ?? [])]));
      expect(exports.data?.size).toBe(3);
    }
  });

  it('the table is exported even if no stack imports it: a later version may no longer do so', () => {
    const app = new App();
    const stack = new DataStack(app, 'chat-dev-data', { settings: readDeploySettings({}, {}) });
    const { exports } = deploymentOf({ data: Template.fromStack(stack).toJSON() });
    expect(exports.data).toEqual(deployments[0]?.[1].exports.data);
  });

  it('has the same stacks whatever is set, but for the files, which wait to be switched on again', () => {
    for (const [name, { exports }] of deployments)
      expect(Object.keys(exports)).toEqual(name === 'no attachments' ? ['data', 'app'] : [...stackNames]);
  });
});

describe('the comparison itself', () => {
  const exporting = (name: string, value: string, id = 'Topic') => ({
    Outputs: { Output: { Value: value, Export: { Name: name } } },
    Resources: { [id]: { Type: 'AWS::SNS::Topic', Properties: { Name: 'topic' } } },
  });
  const importing = (name: string) => ({
    Resources: { One: { Type: 'AWS::SQS::Queue', Properties: { Policy: [{ 'Fn::ImportValue': name }] } } },
  });
  const before = deploymentOf({ data: exporting('kept', 'a'), app: importing('kept') });

  it('finds an export that disappears or changes while it is imported', () => {
    expect(refusals(before, deploymentOf({ data: exporting('other', 'a'), app: {} }))).toHaveLength(1);
    expect(refusals(before, deploymentOf({ data: exporting('kept', 'b'), app: {} }))).toHaveLength(1);
    expect(refusals(before, deploymentOf({ data: exporting('kept', 'a'), app: {} }))).toEqual([]);
  });

  it('ignores a stack that is no longer deployed', () => {
    expect(refusals(before, deploymentOf({ app: {} }))).toEqual([]);
  });

  it('finds a name that another resource still has', () => {
    expect(refusals(before, deploymentOf({ data: exporting('kept', 'a', 'Renamed'), app: {} }))).toHaveLength(1);
  });
});
