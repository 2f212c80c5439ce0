import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cleanJobTitle, cleanLabel, cleanUsername, jobTitleOrId, usernameOrId } from '../../protocol/names.ts';
import { countChars } from '../../protocol/text.ts';

const family = '👩\u200d👩\u200d👧\u200d👦';

describe('a name or title (OBJ-5)', () => {
  test.each([
    ['control characters, newlines too', 'Al\nice\t\0', 'Alice'],
    ['line and paragraph separators', 'Al\u2028ic\u2029e', 'Alice'],
    ['outer white space', ' \u00a0Alice ', 'Alice'],
    ['an override of direction', 'Evil\u202emoc.knab', 'Evilmoc.knab'],
    ['isolates and marks of direction', '\u2067Bob\u2069\u200f\u061c', 'Bob'],
    ['zero-width spaces, soft hyphens and byte order marks', 'A\u200bd\u00ada\ufeff', 'Ada'],
    ['tag characters', 'Bob\u{e0041}\u{e0042}', 'Bob'],
    ['joiners at the edges', '\u200dBob\u200c', 'Bob'],
    ['joiners in a row', 'A\u200d\u200d\u200cda', 'Ada'],
    ['joiners beside a space or a digit', 'A\u200d 1\u200c2', 'A 12'],
  ])('loses %s', (_what, given, expected) => {
    expect(cleanLabel(given)).toBe(expected);
  });

  test.each([
    ['a Persian word with a non-joiner', 'می\u200cخواهم'],
    ['an Arabic name', 'محمد'],
    ['a Bengali word with a joiner before a mark', 'র\u200d\u09cd\u09af'],
    ['emoji that joiners make one', `${family} 👩🏽\u200d🚀 🏳\ufe0f\u200d🌈`],
    ['a flag', '🇩🇪'],
    ['accents, quotes and what HTML knows', 'Zoë O’Brien <b>&'],
  ])('keeps %s', (_what, name) => {
    expect(cleanLabel(name)).toBe(name);
  });

  test.each([
    ['nothing', ''],
    ['white space and control characters', ' \0 '],
    ['only joiners', '\u200d\u200c\u200d'],
    ['zero-width characters', '\u200b\u2060\ufeff'],
    ['an override of direction', '\u202e'],
    ['fillers and a blank braille pattern', '\u3164\u115f \u2800'],
    ['variation selectors', '\ufe0f\ufe0e'],
  ])('of which nothing is visible is empty: %s', (_what, given) => {
    expect([cleanLabel(given), usernameOrId(given, 'u-1'), jobTitleOrId(given, 'j-1')]).toEqual(['', 'u-1', 'j-1']);
  });

  test.each([
    ['64 characters', '🦊'.repeat(70), '🦊'.repeat(64)],
    ['whole flags', `a${'🇩🇪'.repeat(40)}`, `a${'🇩🇪'.repeat(31)}`],
    ['whole families', family.repeat(10), family.repeat(9)],
    ['a part of a grapheme that is longer than all', `e${'\u0301'.repeat(99)}`, `e${'\u0301'.repeat(63)}`],
    ['a word without a joiner at its end', `${'a'.repeat(63)}\u200cb`, 'a'.repeat(63)],
    ['no space where it was cut', `${'a'.repeat(63)} b`, 'a'.repeat(63)],
    ['what is left of 10 KB', `\u202e${'\u200b'.repeat(5_000)}${'x'.repeat(5_000)}`, 'x'.repeat(64)],
  ])('of a user is cut to %s', (_what, given, expected) => {
    expect(cleanUsername(given)).toBe(expected);
  });

  test('of a job is cut to 120 characters', () => {
    expect(cleanJobTitle('🦊'.repeat(130))).toBe('🦊'.repeat(120));
  });

  test('gives way to the id, which is cleaned as well, and never shows as nothing', () => {
    expect([usernameOrId(undefined, 'a\u202eb'), jobTitleOrId(undefined, 'x'.repeat(128))]).toEqual([
      'ab',
      'x'.repeat(120),
    ]);
    expect([usernameOrId('', '\u200b'), jobTitleOrId('', '\u3164')]).toEqual(['?', '?']);
  });

  test('is the same if it is cleaned again, within its bounds, and changes no direction', () => {
    const odd = fc.constantFrom(
      '\u202e',
      '\u2066',
      '\u200f',
      '\u200d',
      '\u200c',
      '\u0301',
      ' ',
      '👩',
      'ی',
      '🇩',
      'a',
      '\0',
    );
    fc.assert(
      fc.property(fc.string({ unit: fc.oneof(odd, fc.string({ unit: 'binary' })), maxLength: 200 }), (text) => {
        const name = cleanUsername(text);
        expect(cleanUsername(name)).toBe(name);
        expect(name).not.toMatch(/[\p{Bidi_Control}\p{Cc}]/u);
        expect(name.isWellFormed()).toBe(true);
        expect(countChars(name)).toBeLessThanOrEqual(64);
      }),
      { numRuns: 500 },
    );
  });
});
