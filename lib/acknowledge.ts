import { Validations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/**
 * Takes findings of cdk-nag's AwsSolutions checks on a construct as they are: by the rule's id without the pack's name
 * (`S1`, `IAM5[Action::s3:List*]`), the reason why. One that is not taken fails the synth.
 */
export function acknowledge(construct: IConstruct, reasons: Record<string, string>): void {
  const rules = Object.entries(reasons).map(([rule, reason]) => ({ id: `AwsSolutions-${rule}`, reason }));
  Validations.of(construct).acknowledge(...rules);
}
