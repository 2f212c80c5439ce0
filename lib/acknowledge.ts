import { Stack, Validations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/**
 * Accepts findings of cdk-nag's AwsSolutions checks on a construct, each with its reason. A rule is named by its id
 * without the pack's name: `S1`, `IAM5[Resource::${bucket.bucketArn}/*]`. Any other finding fails the synth.
 */
export function acknowledge(construct: IConstruct, reasons: Record<string, string>): void {
  const textOf = (id: string) => asFound(Stack.of(construct).resolve(id));
  const rules = Object.entries(reasons).map(([rule, reason]) => ({ id: `AwsSolutions-${textOf(rule)}`, reason }));
  Validations.of(construct).acknowledge(...rules);
}

interface Intrinsic {
  Ref?: string;
  'Fn::GetAtt'?: string[];
  'Fn::ImportValue'?: string;
  'Fn::Join'?: [separator: string, parts: unknown[]];
}

/** A template's value as cdk-nag writes it in the id of a finding: `<LogicalId>`, `<LogicalId.Attribute>`. */
function asFound(value: unknown): string {
  if (typeof value !== 'object' || value === null) return String(value);
  const { Ref: ref, 'Fn::GetAtt': attribute, 'Fn::ImportValue': name, 'Fn::Join': join } = value as Intrinsic;
  if (ref !== undefined) return `<${ref}>`;
  if (attribute !== undefined) return `<${attribute.join('.')}>`;
  if (name !== undefined) return name;
  if (join !== undefined) return join[1].map(asFound).join(join[0]);
  throw new Error(`no text for ${JSON.stringify(value)}`);
}
