import * as z from 'zod';

const oneOrMore = z.union([z.string(), z.array(z.string())]).transform((value) => (Array.isArray(value) ? value : [value]));

/** The policy that a Lambda authorizer returns; `Condition`, `NotAction` and `NotResource` are not read. */
export const policyDocument = z.object({
  Statement: z.union([z.array(z.unknown()), z.unknown().transform((one) => [one])]).pipe(
    z.array(
      z.object({
        Effect: z.enum(['Allow', 'Deny']),
        Action: oneOrMore,
        Resource: oneOrMore,
      }),
    ),
  ),
});
export type PolicyDocument = z.output<typeof policyDocument>;

/** IAM's wildcards: `*` any characters, `/` and `:` included, `?` exactly one. */
function matches(pattern: string, value: string, ignoreCase: boolean): boolean {
  const source = pattern
    .split('')
    .map((char) => (char === '*' ? '.*' : char === '?' ? '.' : char.replace(/[\\^$.|+()[\]{}]/, '\\$&')))
    .join('');
  return new RegExp(`^${source}$`, ignoreCase ? 'is' : 's').test(value);
}

/** Whether the policy lets `action` happen on `resource`: some statement allows it and none denies it. */
export function allows(policy: PolicyDocument, action: string, resource: string): boolean {
  const applying = policy.Statement.filter(
    (statement) =>
      statement.Action.some((pattern) => matches(pattern, action, true)) &&
      statement.Resource.some((pattern) => matches(pattern, resource, false)),
  );
  return applying.some(({ Effect }) => Effect === 'Allow') && !applying.some(({ Effect }) => Effect === 'Deny');
}
