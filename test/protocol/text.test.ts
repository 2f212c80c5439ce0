import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { countBytes, countChars, cutChars, hasControl, normaliseContent, normaliseName } from '../../protocol/text.ts';

const halfPair = '\ud83d';

/** Strings of any UTF-16 code units, half pairs included. */
const anyText = fc.array(fc.integer({ min: 0, max: 0xffff })).map((units) => String.fromCharCode(...units));
/** Strings of what normalisation changes: spaces, control characters, combining marks, singletons of NFC. */
const spaces = [' ', '\n', '\t', '\r', '\0', '\u0085', '\u00a0', '\u2000', '\ufeff'];
const letters = ['e', '\u0301', '\u0958', '\u212b', '\uac00', '\u11a8', '😀', halfPair];
const toughText = fc.string({ unit: fc.constantFrom(...spaces, ...letters) });
const runs = { seed: 20261122, numRuns: 500 };

describe('WS-12: normaliseContent', () => {
  test.each([
    ['trims', '  \n hello \t ', 'hello'],
    ['keeps newlines and tabs within', 'a\n\tb', 'a\n\tb'],
    ['makes \\r\\n a newline', 'a\r\nb', 'a\nb'],
    ['removes C0, DEL and C1 control characters', 'a\0b\x1bc\x7fd\u0085e\u009ff', 'abcdef'],
    ['removes them before trimming', '\0 hello \0', 'hello'],
    ['composes', 'Cafe\u0301', 'Caf\u00e9'],
    ['escapes no HTML', '<b>&amp;</b>', '<b>&amp;</b>'],
    ['keeps format characters, such as the joiner of an emoji', '👩\u200d💻', '👩\u200d💻'],
    ['keeps right-to-left marks within', 'a\u200fb', 'a\u200fb'],
  ])('%s', (_what, given, expected) => {
    expect(normaliseContent(given)).toBe(expected);
  });

  test.each([
    ['any text', anyText],
    ['text that normalisation changes', toughText],
  ])('is idempotent on %s', (_what, texts) => {
    fc.assert(
      fc.property(texts, (text) => normaliseContent(normaliseContent(text)) === normaliseContent(text)),
      runs,
    );
  });

  test('leaves no control character but newline and tab, and no outer white space', () => {
    fc.assert(
      fc.property(toughText, (text) => {
        const result = normaliseContent(text);
        return (
          !hasControl(result.replaceAll(/[\n\t]/g, '')) &&
          result === result.trim() &&
          result === result.normalize('NFC')
        );
      }),
      runs,
    );
  });
});

describe('names', () => {
  test.each([
    ['has no control character, not even newlines', 'Al\nice\t\0', 64, 'Alice'],
    ['is trimmed', ' Alice ', 64, 'Alice'],
    ['is cut at code points', '😀😀😀', 2, '😀😀'],
    ['has no space where it was cut', 'Al ice', 3, 'Al'],
    ['may become empty', ' \0 ', 64, ''],
  ])('a name %s', (_what, given, max, expected) => {
    expect(normaliseName(given, max)).toBe(expected);
  });
});

describe('counting', () => {
  test('characters are code points', () => {
    expect([countChars(''), countChars('abc'), countChars('😀é'), countChars('e\u0301')]).toEqual([0, 3, 2, 2]);
  });

  test('bytes are those of UTF-8', () => {
    expect([countBytes(''), countBytes('a'), countBytes('é'), countBytes('€'), countBytes('😀')]).toEqual([
      0, 1, 2, 3, 4,
    ]);
  });

  test('cutting returns at most this many code points, and shorter texts unchanged', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.nat(20), (text, max) => {
        const cut = cutChars(text, max);
        expect(text.startsWith(cut)).toBe(true);
        expect(countChars(cut)).toBe(Math.min(max, countChars(text)));
        expect(cut.isWellFormed()).toBe(true);
      }),
      runs,
    );
  });

  const withControl = ['\0', '\n', '\x7f', '\u0080', 'a\tb'].map((text) => [text, true] as const);
  const without = ['', 'a b', '\u200d', '\u00a0'].map((text) => [text, false] as const);

  test.each([...withControl, ...without])('hasControl(%j) is %s', (text, expected) => {
    expect(hasControl(text)).toBe(expected);
    expect(hasControl(text), 'asked again').toBe(expected);
  });
});
