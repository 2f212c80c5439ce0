type Test = (value: unknown) => boolean;
type Fields = Record<string, unknown>;

const isObject = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const onText =
  (test: (text: string) => boolean): Test =>
  (value) =>
    typeof value === 'string' && test(value);

/**
 * Compiles an event pattern into a test of events. Throws if an operator is not emulated.
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html
 */
export function compilePattern(pattern: Fields): (event: unknown) => boolean {
  const tests = Object.entries(pattern).map(([name, wanted]) =>
    name === '$or' ? anyOf(wanted as Fields[]) : field(name, wanted),
  );
  // An array of objects matches if one of its elements does.
  return (event) => [event].flat().some((one) => tests.every((test) => test(isObject(one) ? one : {})));
}

function anyOf(patterns: Fields[]): (event: Fields) => boolean {
  const tests = patterns.map(compilePattern);
  return (event) => tests.some((test) => test(event));
}

function field(name: string, wanted: unknown): (event: Fields) => boolean {
  if (isObject(wanted)) {
    const nested = compilePattern(wanted);
    return (event) => nested(event[name]);
  }
  if (!Array.isArray(wanted)) throw new Error(`event pattern field ${name} must be an array or an object`);
  const tests = wanted.map(compileFilter);
  return (event) => tests.some((test) => test(event[name]));
}

/** A filter receives the field's value, or undefined if the event has no such field. */
function compileFilter(filter: unknown): Test {
  if (isObject(filter) && 'exists' in filter)
    return (value) => (value !== undefined && !isObject(value)) === filter['exists'];
  const test = compileValueTest(filter);
  // An array in the event matches if one of its values does.
  return (value) => [value].flat().some((one) => one !== undefined && test(one));
}

function compileValueTest(filter: unknown): Test {
  if (!isObject(filter)) return (value) => value === filter;
  const [operator = '', operand] = Object.entries(filter)[0] ?? [];
  if (operator === 'anything-but') return anythingBut(operand);
  if (operator === 'numeric') return numeric(operand as (string | number)[]);
  return textTest(operator, operand);
}

function textTest(operator: string, operand: unknown): Test {
  if (isObject(operand) && 'equals-ignore-case' in operand) {
    const test = textTest(operator, String(operand['equals-ignore-case']).toLowerCase());
    return onText((value) => test(value.toLowerCase()));
  }
  const wanted = String(operand);
  switch (operator) {
    case 'prefix':
      return onText((value) => value.startsWith(wanted));
    case 'suffix':
      return onText((value) => value.endsWith(wanted));
    case 'equals-ignore-case':
      return onText((value) => value.toLowerCase() === wanted.toLowerCase());
    case 'wildcard':
      return onText((value) => wildcardExpression(wanted).test(value));
    default:
      throw new Error(`event pattern operator ${operator} is not emulated`);
  }
}

/** `*` matches any characters; no other character is special. */
function wildcardExpression(pattern: string): RegExp {
  const literals = pattern.split('*').map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${literals.join('.*')}$`, 's');
}

function anythingBut(operand: unknown): Test {
  if (!isObject(operand)) return (value) => ![operand].flat().includes(value);
  const [operator = '', texts] = Object.entries(operand)[0] ?? [];
  const tests = [texts].flat().map((text) => textTest(operator, text));
  return (value) => !tests.some((test) => test(value));
}

function numeric(operand: (string | number)[]): Test {
  const pairs = operand.flatMap((operator, index) =>
    index % 2 === 0 ? [[operator, Number(operand[index + 1])] as const] : [],
  );
  return (value) =>
    typeof value === 'number' &&
    pairs.every(([operator, bound]) => {
      if (operator === '=') return value === bound;
      if (operator === '<') return value < bound;
      if (operator === '<=') return value <= bound;
      return operator === '>' ? value > bound : value >= bound;
    });
}
