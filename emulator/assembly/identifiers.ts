import { createHash } from 'node:crypto';
import { accountId, region } from '../primitives/pseudo-parameters.ts';
import type { Resource } from './cloud-assembly.ts';

/** What `Ref` and `Fn::GetAtt` return for a resource. */
export interface Identifiers {
  ref: string;
  attributes: Record<string, string>;
}

/** The resolved text of a property; without one `otherwise`, by default a name made of stack and logical id. */
export type TextOf = (property: string, otherwise?: string) => string;

/** Makes the identifiers of a resource of one type. */
export type Identify = (resource: Resource, textOf: TextOf) => Identifiers;

/**
 * CloudFormation resource types, each with its identifiers.
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-template-resource-type-ref.html
 */
export type ResourceTypes = Record<string, Identify>;

/** `arn:aws:SERVICE:REGION:ACCOUNT:REST` */
export const arnOf = (service: string, rest: string): string => `arn:aws:${service}:${region}:${accountId}:${rest}`;

/** An id as AWS generates them, the same in each run for the same resource. */
export function generatedId({ stackName, logicalId }: Resource): string {
  const digest = createHash('sha256').update(`${stackName}/${logicalId}`).digest();
  return digest.readBigUInt64BE().toString(36).slice(0, 10);
}

/** For types to which nothing refers by an attribute of their own. */
export const plainIdentifiers: Identify = ({ stackName, logicalId }) => ({
  ref: `${stackName}-${logicalId}`,
  attributes: { Arn: arnOf('local', logicalId) },
});

/** Types that have no effect here, but to whose names others refer. */
const inertTypes: ResourceTypes = {
  'AWS::CloudFront::Distribution': (resource) => {
    const id = generatedId(resource);
    return { ref: id, attributes: { DomainName: `${id}.cloudfront.net`, Id: id } };
  },
  'AWS::Logs::LogGroup': (_, textOf) => {
    const name = textOf('LogGroupName');
    return { ref: name, attributes: { Arn: arnOf('logs', `log-group:${name}:*`) } };
  },
};

/** `property` returns the resolved text of a property, or undefined. */
export function identifiersOf(
  resource: Resource,
  types: ResourceTypes,
  property: (name: string) => string | undefined,
): Identifiers {
  const identify = types[resource.type] ?? inertTypes[resource.type] ?? plainIdentifiers;
  const otherName = `${resource.stackName}-${resource.logicalId}`;
  return identify(resource, (name, otherwise = otherName) => property(name) ?? otherwise);
}
