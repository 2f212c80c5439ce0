import { expect, it } from 'vitest';
import { dispositionOf } from '../../lambdas/chat/model/attachment.ts';

const savedAs = (name: string) => {
  const value = dispositionOf({ kind: 'file', contentType: 'text/plain', name });
  return decodeURIComponent(/filename\*=UTF-8''(.*)$/.exec(value)![1]!);
};

it.each([
  ['a short name', 'Größe (1).pdf', 'Größe (1).pdf'],
  ['as many bytes as there may be', `${'x'.repeat(251)}.txt`, `${'x'.repeat(251)}.txt`],
  ['a longer name, before its ending', `${'日'.repeat(250)}.jpeg`, `${'日'.repeat(83)}.jpeg`],
  ['a longer name, between whole emojis', '👨‍👩‍👧'.repeat(51), '👨‍👩‍👧'.repeat(14)],
])('ATT-5: a file is saved under its own name, cut to 255 bytes: %s', (_, name, saved) =>
  expect(savedAs(name)).toBe(saved),
);
