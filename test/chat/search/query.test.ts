import { expect, test } from 'vitest';
import { isImpossible, parseQuery } from '../../../lambdas/chat/search/query.ts';

const word = (text: string) => ({ kind: 'word', text });
const phrase = (text: string) => ({ kind: 'phrase', text });

test.each([
  ['Rechnung  Mai', [word('rechnung'), word('mai')]],
  ['hello, (world)!', [word('hello'), word('world')]],
  ['node.js C++ 10:30', [word('node.js'), word('c++'), word('10:30')]],
  ['"Neue Rechnung" "Straße', [phrase('neue rechnung'), phrase('strasse')]],
  ['“as phones quote” １２', [phrase('as phones quote'), word('12')]],
  ['say "" -- ... 👍', [word('say'), word('👍')]],
])('SR-2: %j looks for its words and phrases', (text, terms) =>
  expect(parseQuery(text)).toMatchObject({ terms, without: [] }),
);

test('SR-2: a minus excludes a word or a phrase', () => {
  const query = parseQuery('bill -paid -"not now" e-mail');
  expect(query.terms).toEqual([word('bill'), word('e-mail')]);
  expect(query.without).toEqual([word('paid'), phrase('not now')]);
});

test('SR-2: operators are conditions, in any case, and are enough by themselves', () => {
  const query = parseQuery('from:me FROM:them in:T-1 has:Link before:2026-11-30 after:2026-11-01');
  expect(query).toMatchObject({ terms: [], inThreads: new Set(['T-1']), has: new Set(['link']) });
  expect(query.sentFromMs).toBe(Date.parse('2026-11-02T00:00:00Z'));
  expect(query.sentBeforeMs).toBe(Date.parse('2026-11-30T00:00:00Z'));
});

test('SR-2: an unknown operator is a word', () => expect(parseQuery('re:bill').terms).toEqual([word('re:bill')]));

test.each([
  [' '],
  ['...'],
  ['""'],
  ['-paid'],
  ['-"not now" -paid'],
  ['from:'],
  ['from:bob'],
  ['has:cheese'],
  ['in:'],
  ['before:today'],
  ['before:2026-02-30'],
  ['after:2026-13-01'],
  ['bill -from:me'],
])('SR-2: %j is refused, naming q', (text) =>
  expect(() => parseQuery(text)).toThrow(
    expect.objectContaining({ code: 'bad_request', details: [expect.objectContaining({ field: 'q' })] }),
  ),
);

test.each([
  'from:me from:them',
  'in:a in:b',
  'after:2026-11-01 before:2026-11-02',
  'after:2026-12-01 before:2026-11-01',
])('SR-2: no message can be %s', (text) => expect(isImpossible(parseQuery(text))).toBe(true));
