import type { Random } from '../support/random.ts';

/** Pieces that break parsers, numbers that break arithmetic, and names that every object has. */
const splinters = [
  '"',
  '\\',
  '{',
  '}',
  '[',
  ']',
  ',',
  ':',
  'null',
  'true',
  '-0',
  '1e999',
  '9007199254740993',
  '1'.repeat(400),
  '\u0000',
  '\ud800',
  '\u202e',
  '\\u0000',
  '\\ud83d',
  '\\x',
  '{"a":'.repeat(60),
  '['.repeat(2_000),
  '"__proto__":{"polluted":1},',
  '"constructor":{},',
  '%',
  '%00',
  '%2e%2e%2f',
  '../',
  '?',
  '#',
  '&',
  '=',
  ';',
  '\t',
  ' '.repeat(300),
  'é',
  '👩‍👩‍👧',
];

function splice(text: string, random: Random, piece: string): string {
  const at = random.below(text.length + 1);
  return text.slice(0, at) + piece + text.slice(at + random.below(4));
}

/** The text with a few random changes: cut, doubled, reversed, or with a splinter inserted. */
export function mutate(text: string, random: Random): string {
  let mutant = text;
  for (let changes = 1 + random.below(3); changes > 0; changes -= 1) {
    const at = random.below(mutant.length + 1);
    mutant = random.pick([
      () => splice(mutant, random, random.pick(splinters)),
      () => mutant.slice(0, at),
      () => mutant.slice(at) + mutant.slice(0, at),
      () => mutant + mutant.slice(at),
      () => splice(mutant, random, String.fromCharCode(random.below(0x3000))),
    ])();
  }
  return mutant;
}

/** Objects and lists in each other, so many levels of them. */
function nested(levels: number): unknown {
  let value: unknown = 'core';
  for (let level = 0; level < levels; level += 1) value = level % 2 ? [value] : { value };
  return value;
}

const values = (random: Random): unknown[] => [
  null,
  true,
  -1,
  0,
  1.5,
  1e21,
  '',
  'x'.repeat(5_000),
  [],
  {},
  [[]],
  { toString: 1 },
  random.below(2 ** 31),
  '\u0000',
  '\ud800',
  '\u202eevil\u2066\u200f',
  JSON.parse('{"__proto__": {"polluted": 1}, "constructor": 1}'),
  nested(random.below(40)),
  nested(2_000),
  `text ${random.next()}`,
];

/** The object with some of its fields left out, of another type, or under another name. */
export function mutateFields(fields: Record<string, unknown>, random: Random): Record<string, unknown> {
  const pairs = Object.entries(fields).flatMap(([name, value]): [string, unknown][] => {
    if (random.chance(0.15)) return [];
    if (random.chance(0.1)) return [[`${name}_`, value]];
    return [[name, random.chance(0.35) ? random.pick(values(random)) : value]];
  });
  return Object.fromEntries(pairs);
}
