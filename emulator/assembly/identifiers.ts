import { createHash } from 'node:crypto';
import type { Resource } from './cloud-assembly.ts';
import { accountId, executeApiHost, region, urlSuffix } from '../primitives/pseudo-parameters.ts';

/** What `Ref` gives for a resource, and its attributes for `Fn::GetAtt`. */
export interface Identifiers {
  ref: string;
  attributes: Record<string, string>;
}

const arn = (service: string, rest: string): string => `arn:aws:${service}:${region}:${accountId}:${rest}`;

/** Ids that AWS makes up: always the same for the same resource. */
function madeUpId({ stackName, logicalId }: Resource): string {
  const digest = createHash('sha256').update(`${stackName}/${logicalId}`).digest();
  return digest.readBigUInt64BE().toString(36).slice(0, 10);
}

/**
 * The names that a resource goes by on one machine. `text` gives a property as a resolved text, or undefined.
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-template-resource-type-ref.html
 */
export function identifiersOf(resource: Resource, text: (property: string) => string | undefined): Identifiers {
  const named = (property: string, otherwise = `${resource.stackName}-${resource.logicalId}`) =>
    text(property) ?? otherwise;
  const byType = identifiersByType[resource.type];
  if (byType) return byType(resource, named);
  return { ref: `${resource.stackName}-${resource.logicalId}`, attributes: { Arn: arn('local', resource.logicalId) } };
}

const identifiersByType: Record<
  string,
  (resource: Resource, named: (property: string, otherwise?: string) => string) => Identifiers
> = {
  'AWS::Lambda::Function': (_, named) => {
    const name = named('FunctionName');
    return { ref: name, attributes: { Arn: arn('lambda', `function:${name}`) } };
  },
  'AWS::DynamoDB::Table': (_, named) => tableIdentifiers(named('TableName')),
  'AWS::DynamoDB::GlobalTable': (_, named) => tableIdentifiers(named('TableName')),
  'AWS::SQS::Queue': (_, named) => {
    const name = named('QueueName');
    const url = `https://sqs.${region}.${urlSuffix}/${accountId}/${name}`;
    return { ref: url, attributes: { Arn: arn('sqs', name), QueueName: name, QueueUrl: url } };
  },
  'AWS::Events::EventBus': (_, named) => {
    const name = named('Name');
    return { ref: name, attributes: { Arn: arn('events', `event-bus/${name}`), Name: name } };
  },
  'AWS::Events::Rule': (_, named) => {
    const [name, bus] = [named('Name'), busNameOf(named('EventBusName', 'default'))];
    return {
      ref: name,
      attributes: { Arn: arn('events', bus === 'default' ? `rule/${name}` : `rule/${bus}/${name}`) },
    };
  },
  'AWS::IAM::Role': (_, named) => {
    const name = named('RoleName');
    return { ref: name, attributes: { Arn: `arn:aws:iam::${accountId}:role/${name}` } };
  },
  'AWS::Logs::LogGroup': (_, named) => {
    const name = named('LogGroupName');
    return { ref: name, attributes: { Arn: arn('logs', `log-group:${name}:*`) } };
  },
  'AWS::ApiGatewayV2::Api': (resource, named) => {
    const id = madeUpId(resource);
    const scheme = named('ProtocolType') === 'WEBSOCKET' ? 'wss' : 'https';
    return { ref: id, attributes: { ApiId: id, ApiEndpoint: `${scheme}://${executeApiHost(id)}` } };
  },
  'AWS::ApiGatewayV2::Authorizer': (resource) => {
    const id = madeUpId(resource);
    return { ref: id, attributes: { AuthorizerId: id } };
  },
  'AWS::CloudFront::Distribution': (resource) => {
    const id = madeUpId(resource);
    return { ref: id, attributes: { DomainName: `${id}.cloudfront.net`, Id: id } };
  },
  'AWS::ApiGatewayV2::Stage': (_, named) => ({ ref: named('StageName'), attributes: {} }),
};

/** A rule names its bus by name or ARN. */
export const busNameOf = (nameOrArn: string): string => nameOrArn.split('/').at(-1)!;

function tableIdentifiers(name: string): Identifiers {
  const tableArn = arn('dynamodb', `table/${name}`);
  return { ref: name, attributes: { Arn: tableArn, StreamArn: `${tableArn}/stream/local` } };
}
