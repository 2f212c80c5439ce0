import { describe, expect, test } from 'vitest';
import type * as z from 'zod';
import {
  clientMessageId,
  content,
  id,
  jobTitle,
  metadata,
  pageSize,
  seq,
  seqOrZero,
  timestamp,
  userMetadata,
  username,
} from '../../protocol/primitives.ts';

const halfPair = '\ud83d';
const accepts = (schema: z.ZodType, value: unknown) => schema.safeParse(value).success;

describe.each([
  ['id', id, 128],
  ['client_message_id', clientMessageId, 64],
] as const)('%s', (_name, schema, max) => {
  test.each([
    ['one character', 'a'],
    ['any script', 'ид-42'],
    ['spaces', ' a '],
    ['the most characters', 'a'.repeat(max)],
    ['the most code points', '😀'.repeat(max)],
  ])('accepts %s as it is', (_what, value) => expect(schema.parse(value)).toBe(value));

  test.each([
    ['nothing', '', 'must not be empty'],
    ['one too many', 'a'.repeat(max + 1), `must have at most ${max} characters`],
    ['one code point too many', '😀'.repeat(max + 1), `must have at most ${max} characters`],
    ['a newline', 'a\nb', 'must not contain control characters'],
    ['a C1 control character', 'a\u0085', 'must not contain control characters'],
    ['half a surrogate pair', halfPair, 'is not valid Unicode'],
  ])('refuses %s', (_what, value, message) => {
    expect(schema.safeParse(value).error?.issues).toMatchObject([{ message }]);
  });

  test.each([[1], [null], [undefined], [['a']], [{}]])('refuses %j', (value) =>
    expect(accepts(schema, value)).toBe(false),
  );
});

describe('WS-12: content', () => {
  test.each([
    ['4,000 characters', 'a'.repeat(4_000)],
    ['4,000 code points of two units', '😀'.repeat(4_000)],
    ['4,000 characters once composed', 'e\u0301'.repeat(4_000)],
    ['4,000 characters once white space at the end is out', `${'a'.repeat(4_000)} \n`],
    ['4,000 characters once control characters are out', `${'a\0'.repeat(4_000)}`],
  ])('accepts %s', (_what, value) => expect(Array.from(content.parse(value))).toHaveLength(4_000));

  test.each([
    ['4,001 characters', 'a'.repeat(4_001), 'must have at most 4000 characters'],
    ['4,001 code points', '😀'.repeat(4_001), 'must have at most 4000 characters'],
    ['a text that NFC makes longer than 4,000', '\u0958'.repeat(2_001), 'must have at most 4000 characters'],
    ['nothing', '', 'must not be empty'],
    ['white space', ' \n\t\u00a0', 'must not be empty'],
    ['control characters', '\0\x1b', 'must not be empty'],
    ['half a surrogate pair', `a${halfPair}`, 'is not valid Unicode'],
  ])('refuses %s', (_what, value, message) => {
    expect(content.safeParse(value).error?.issues).toMatchObject([{ message }]);
  });

  test('is normalised', () => expect(content.parse('\nCafe\u0301\0 ')).toBe('Caf\u00e9'));
});

describe('WS-12: metadata', () => {
  const ofBytes = (bytes: number) => ({ a: 'x'.repeat(bytes - '{"a":""}'.length) });

  test('has at most 4 KB, to the byte', () => {
    expect(accepts(metadata, ofBytes(4_096))).toBe(true);
    expect(metadata.safeParse(ofBytes(4_097)).error?.issues).toMatchObject([
      { message: 'must have at most 4096 bytes as JSON' },
    ]);
  });

  test('is measured in bytes of UTF-8, not in characters', () => {
    expect(accepts(metadata, { a: '€'.repeat(1_362) })).toBe(true);
    expect(accepts(metadata, { a: '€'.repeat(1_363) })).toBe(false);
  });

  test.each([
    ['a list', []],
    ['null', null],
    ['a text', '{}'],
    ['a number', 1],
  ])('refuses %s', (_what, value) => {
    expect(metadata.safeParse(value).error?.issues).toMatchObject([{ message: 'must be a JSON object' }]);
  });

  test('keeps a key called __proto__, and changes no prototype', () => {
    const text = '{"__proto__":{"admin":true},"constructor":{"prototype":1}}';
    const result = metadata.parse(JSON.parse(text));
    expect(JSON.stringify(result)).toBe(text);
    expect(Object.getPrototypeOf(result)).toBe(Object.prototype);
    expect({}).not.toHaveProperty('admin');
  });
});

describe("SYS-10: a user's metadata", () => {
  const pathsOf = (text: string) => userMetadata.safeParse(JSON.parse(text)).error?.issues.map(({ path }) => path);

  test.each([
    ['event', '{"event":"hire","a":1}', [['event']]],
    ['action', '{"action":null}', [['action']]],
    ['a key that starts with _', '{"_x":1,"__proto__":{"admin":true}}', [['_x'], ['__proto__']]],
    ['a long key, of which the error names the beginning', `{"_${'x'.repeat(900)}":1}`, [[`_${'x'.repeat(63)}`]]],
  ])('does not have %s', (_what, text, paths) => {
    expect(pathsOf(text)).toEqual(paths);
  });

  test('is refused for at most 10 keys by name', () => {
    const keys = Array.from({ length: 300 }, (_, index) => `"_${index}":0`);
    expect(pathsOf(`{${keys.join()}}`)).toHaveLength(10);
  });

  test.each(['{"Event":1," _a":1,"a_b":1,"reaction":1}', '{"deep":{"event":1,"action":1,"_a":1}}'])(
    'may have other keys, and any inside an object: %s',
    (text) => expect(JSON.stringify(userMetadata.parse(JSON.parse(text)))).toBe(text),
  );
});

describe('names given by others', () => {
  test('are cut: a username to 64 code points, a title to 120', () => {
    expect(username.parse('😀'.repeat(65))).toBe('😀'.repeat(64));
    expect(jobTitle.parse('a'.repeat(121))).toBe('a'.repeat(120));
  });

  test('are refused if they are not valid text', () => {
    expect(accepts(username, halfPair)).toBe(false);
    expect(accepts(jobTitle, 7)).toBe(false);
  });
});

describe('numbers and times', () => {
  test.each([[0], [-1], [1.5], ['1'], [2 ** 53], [null], [true]])('%j is not a seq', (value) =>
    expect(accepts(seq, value)).toBe(false),
  );

  test('0 is the position before the first message', () => {
    expect([accepts(seq, 1), accepts(seqOrZero, 0), accepts(seqOrZero, -1)]).toEqual([true, true, false]);
  });

  test('WS-8: a page has 1 to 100', () => {
    expect([0, 1, 100, 101].map((value) => accepts(pageSize, value))).toEqual([false, true, true, false]);
  });

  test.each([
    ['2026-11-22T09:30:00.000Z', true],
    ['2026-11-22T09:30:00Z', false],
    ['2026-11-22T09:30:00.000+01:00', false],
    ['2026-02-30T09:30:00.000Z', false],
  ])('timestamp %s: %s', (value, expected) => expect(accepts(timestamp, value)).toBe(expected));
});
