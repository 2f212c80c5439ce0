import { describe, expect, test } from 'vitest';
import { accessDeniedMessage, compilePolicy, type AccessRequest } from '../../iam/policy.ts';
import type { PolicyStatement } from '../../iam/policy.ts';

const statement = (change: Partial<PolicyStatement> = {}): PolicyStatement => ({
  effect: 'Allow',
  actions: ['dynamodb:PutItem'],
  resources: ['arn:table/shop'],
  conditions: {},
  ...change,
});
const put: AccessRequest = { action: 'dynamodb:PutItem', resource: 'arn:table/shop' };
const decide = (statements: PolicyStatement[], request = put) => compilePolicy(statements)(request);

describe('a request is denied unless allowed, and an explicit deny wins (IAM User Guide, reference_policies_evaluation-logic)', () => {
  test.each([
    ['no statement', [], 'implicitDeny'],
    ['an allow', [statement()], 'allowed'],
    ['an allow of another action', [statement({ actions: ['dynamodb:GetItem'] })], 'implicitDeny'],
    ['an allow on another resource', [statement({ resources: ['arn:table/other'] })], 'implicitDeny'],
    ['an allow and a deny', [statement(), statement({ effect: 'Deny' })], 'explicitDeny'],
    ['one allow of two', [statement({ resources: ['x'] }), statement()], 'allowed'],
  ] as const)('%s', (_, statements, decision) => {
    expect(decide([...statements])).toBe(decision);
  });
});

describe('wildcards (IAM User Guide, reference_policies_elements_action and _resource)', () => {
  test.each([
    ['dynamodb:*', 'arn:table/shop', 'allowed'],
    ['*', '*', 'allowed'],
    ['DYNAMODB:putitem', 'arn:table/shop', 'allowed'],
    ['dynamodb:Put????', 'arn:table/s?op', 'allowed'],
    ['dynamodb:Put?', 'arn:table/shop', 'implicitDeny'],
    ['dynamodb:PutItem', 'arn:TABLE/shop', 'implicitDeny'],
    ['dynamodb:PutItem', 'arn.table/shop', 'implicitDeny'],
    ['dynamodb:PutItem', 'arn:*/shop', 'allowed'],
    ['dynamodb:PutItem', 'arn:table/shop*', 'allowed'],
    ['dynamodb:PutItem', 'arn:table/shop/*', 'implicitDeny'],
  ])('%s on %s', (action, resource, decision) => {
    expect(decide([statement({ actions: [action], resources: [resource] })])).toBe(decision);
  });
});

const withKeys = (...keys: string[]): AccessRequest => ({ ...put, context: { 'dynamodb:LeadingKeys': keys } });
const onKeys = (operator: string, wanted: string | string[]) => [
  statement({ conditions: { [operator]: { 'dynamodb:LeadingKeys': wanted } } }),
];

describe('conditions (IAM User Guide, reference_policies_elements_condition_operators and _multi-value-conditions)', () => {
  test.each([
    ['ForAllValues:StringLike', ['T#*', 'C#*'], ['T#1', 'C#2'], 'allowed'],
    ['ForAllValues:StringLike', ['T#*'], ['T#1', 'U#2'], 'implicitDeny'],
    ['ForAllValues:StringEquals', 'T#1', ['T#1'], 'allowed'],
    ['ForAllValues:StringEquals', 'T#*', ['T#1'], 'implicitDeny'],
    ['ForAnyValue:StringLike', 'T#*', ['U#1', 'T#1'], 'allowed'],
    ['ForAnyValue:StringLike', 'T#*', ['U#1'], 'implicitDeny'],
    ['StringEquals', ['a', 'b'], ['b'], 'allowed'],
    ['StringNotEquals', ['a', 'b'], ['b'], 'implicitDeny'],
    ['StringNotEquals', ['a', 'b'], ['c'], 'allowed'],
    ['StringEqualsIgnoreCase', 'ABC', ['abc'], 'allowed'],
    ['StringNotEqualsIgnoreCase', 'ABC', ['abc'], 'implicitDeny'],
    ['StringNotLike', 'T#*', ['T#1'], 'implicitDeny'],
    ['ArnLike', 'arn:*:rule/x', ['arn:aws:rule/x'], 'allowed'],
    ['Bool', 'true', ['True'], 'allowed'],
  ] as [string, string | string[], string[], string][])('GW-81: %s %o with %o', (operator, wanted, keys, decision) => {
    expect(decide(onKeys(operator, wanted), withKeys(...keys))).toBe(decision);
  });

  test.each([
    ['ForAllValues:StringLike', 'allowed'],
    ['ForAnyValue:StringLike', 'implicitDeny'],
    ['StringLike', 'implicitDeny'],
    ['StringLikeIfExists', 'allowed'],
    ['StringNotLike', 'allowed'],
  ])('%s if the request does not have the key', (operator, decision) => {
    expect(decide(onKeys(operator, 'T#*'))).toBe(decision);
  });

  test('Null tests whether the key exists', () => {
    expect(decide(onKeys('Null', 'true'))).toBe('allowed');
    expect(decide(onKeys('Null', 'true'), withKeys('T#1'))).toBe('implicitDeny');
    expect(decide(onKeys('Null', 'false'), withKeys('T#1'))).toBe('allowed');
  });

  test('every condition of a statement must hold', () => {
    const conditions = {
      StringLike: { 'dynamodb:LeadingKeys': 'T#*' },
      StringNotLike: { 'dynamodb:LeadingKeys': '*1' },
    };
    expect([withKeys('T#1'), withKeys('T#2')].map((request) => decide([statement({ conditions })], request))).toEqual([
      'implicitDeny',
      'allowed',
    ]);
  });

  test('if the value of a key is unknown, a statement with a condition on it refuses the call', () => {
    const request = { ...put, undetermined: ['dynamodb:LeadingKeys'] };
    const conditions = { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': 'T#*' } };
    expect(decide([statement({ conditions })], request)).toBe('implicitDeny');
    expect(decide([statement(), statement({ effect: 'Deny', conditions })], request)).toBe('explicitDeny');
    expect(decide([statement()], request)).toBe('allowed');
  });

  test('the error names an operator that is not emulated', () => {
    expect(() => compilePolicy(onKeys('DateGreaterThan', '2026-01-01'))).toThrow(
      'IAM condition operator DateGreaterThan is not emulated',
    );
  });
});

test('the refusal names the caller, the action, the resource and the reason (IAM User Guide, troubleshoot_access-denied)', () => {
  expect(accessDeniedMessage('arn:me', put, 'implicitDeny')).toBe(
    'User: arn:me is not authorized to perform: dynamodb:PutItem on resource: arn:table/shop because no identity-based policy allows the dynamodb:PutItem action',
  );
  expect(accessDeniedMessage('arn:me', put, 'explicitDeny')).toBe(
    'User: arn:me is not authorized to perform: dynamodb:PutItem on resource: arn:table/shop with an explicit deny in an identity-based policy',
  );
});
