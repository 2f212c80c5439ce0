import * as z from 'zod';
import { compilePolicy } from '../../iam/policy.ts';
import type { PolicyStatement } from '../../iam/policy.ts';

const oneOrMore = z.union([z.string().transform((one) => [one]), z.array(z.string())]);

const statement = z
  .object({ Effect: z.enum(['Allow', 'Deny']), Action: oneOrMore, Resource: oneOrMore })
  .transform(({ Effect, Action, Resource }): PolicyStatement => ({
    effect: Effect,
    actions: Action,
    resources: Resource,
    conditions: {},
  }));

/** The policy that a Lambda authorizer returns; `Condition`, `NotAction` and `NotResource` are not read. */
export const policyDocument = z.object({
  Statement: z.union([z.array(statement), statement.transform((one) => [one])]),
});
export type PolicyDocument = z.output<typeof policyDocument>;

/** Whether the policy lets the client open the connection: `execute-api:Invoke` on the `$connect` route. */
export function allowsInvoke(policy: PolicyDocument, methodArn: string): boolean {
  return compilePolicy(policy.Statement)({ action: 'execute-api:Invoke', resource: methodArn }) === 'allowed';
}
