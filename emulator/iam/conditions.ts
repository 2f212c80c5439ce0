import { wildcard } from '../primitives/wildcard.ts';

/** Condition keys of a request with their values. A key that the request does not have is absent. */
export type ConditionContext = Record<string, string[]>;
/** Operator → condition key → wanted values. */
export type Conditions = Record<string, Record<string, string | string[]>>;
type Test = (context: ConditionContext) => boolean;
type Compare = (value: string, wanted: string) => boolean;

const equals: Compare = (value, wanted) => value === wanted;
const equalsIgnoringCase: Compare = (value, wanted) => value.toLowerCase() === wanted.toLowerCase();
const like: Compare = (value, wanted) => wildcard(wanted)(value);

/** How each operator compares. A negated one holds if no value matches. */
const operators: Record<string, { compare: Compare; negated: boolean }> = {
  StringEquals: { compare: equals, negated: false },
  StringNotEquals: { compare: equals, negated: true },
  StringEqualsIgnoreCase: { compare: equalsIgnoringCase, negated: false },
  StringNotEqualsIgnoreCase: { compare: equalsIgnoringCase, negated: true },
  StringLike: { compare: like, negated: false },
  StringNotLike: { compare: like, negated: true },
  ArnEquals: { compare: like, negated: false },
  ArnLike: { compare: like, negated: false },
  ArnNotEquals: { compare: like, negated: true },
  ArnNotLike: { compare: like, negated: true },
  Bool: { compare: equalsIgnoringCase, negated: false },
};

/**
 * Compiles a statement's Condition block into one test. Throws an error naming the operator that is not emulated.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
 */
export function compileConditions(conditions: Conditions): Test {
  const tests = Object.entries(conditions).flatMap(([operator, keys]) =>
    Object.entries(keys).map(([key, wanted]) => compileCondition(operator, key, [wanted].flat())),
  );
  return (context) => tests.every((test) => test(context));
}

function compileCondition(operator: string, key: string, wanted: string[]): Test {
  if (operator === 'Null') return (context) => (context[key] === undefined) === (wanted[0] === 'true');
  const [, set, name = '', ifExists] = /^(ForAllValues:|ForAnyValue:)?(\w+?)(IfExists)?$/.exec(operator) ?? [];
  const known = operators[name];
  if (!known) throw new Error(`IAM condition operator ${operator} is not emulated`);
  const test = (value: string) => wanted.some((one) => known.compare(value, one)) !== known.negated;
  return (context) => {
    const values = context[key];
    // A missing key satisfies only negated operators, ForAllValues (an empty set) and IfExists.
    if (values === undefined)
      return ifExists !== undefined || set === 'ForAllValues:' || (known.negated && set === undefined);
    return set === 'ForAnyValue:' ? values.some(test) : values.every(test);
  };
}
