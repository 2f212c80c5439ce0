import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { countBytes, countChars, cutChars, hasControl, normaliseContent, previewOf } from '../../protocol/text.ts';

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
    ['removes blank lines at the start and white space at the end', ' \n\t\n hello \t\n ', ' hello'],
    ['keeps the indentation of the first line', '    if (a)\n      b', '    if (a)\n      b'],
    ['keeps newlines and tabs within', 'a\n\tb', 'a\n\tb'],
    ['makes every line break a newline', 'a\r\nb\rc\vd\fe\u0085f\u2028g\u2029h', 'a\nb\nc\nd\ne\nf\ng\nh'],
    ['counts \\n\\r as two line breaks', 'a\n\rb', 'a\n\nb'],
    ['removes C0, DEL and C1 control characters', 'a\0b\x1bc\x7fd\u009fe', 'abcde'],
    ['removes them before white space', '\0\n\0hello \0', 'hello'],
    ['composes', 'Cafe\u0301', 'Caf\u00e9'],
    ['escapes no HTML', '<b>&amp;</b>', '<b>&amp;</b>'],
    ['keeps format characters, such as the joiner of an emoji', '👩\u200d💻', '👩\u200d💻'],
    ['keeps right-to-left marks within', 'a\u200fb', 'a\u200fb'],
  ])('%s', (_what, given, expected) => {
    expect(normaliseContent(given)).toBe(expected);
  });

  test.each([
    ['nothing', ''],
    ['white space', ' \n\t\u00a0\u3000'],
    ['control characters', '\0\x07\x1b'],
    ['format characters', '\u200b\u200d\u2060\ufeff\u202e\u00ad'],
    ['Hangul fillers', '\u3164\u115f\uffa0'],
    ['variation selectors and tags', '\ufe0f\u{e0041}'],
    ['a Braille pattern without dots', '\u2800'],
  ])('counts %s as empty', (_what, given) => {
    expect(normaliseContent(given)).toBe('');
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

  test('leaves no control character but newline and tab, no blank first line, and no white space at the end', () => {
    fc.assert(
      fc.property(toughText, (text) => {
        const result = normaliseContent(text);
        return (
          !hasControl(result.replaceAll(/[\n\t]/g, '')) &&
          result === result.trimEnd() &&
          (result === '' || result.split('\n')[0]?.trim() !== '') &&
          result === result.normalize('NFC')
        );
      }),
      runs,
    );
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

  test.each([
    ['a flag', '🇩🇪'],
    ['a family', '👩‍👩‍👧‍👦'],
    ['a letter with its accents', 'e\u0301\u0323'],
    ['a pair of line breaks', '\r\n'],
  ])('OBJ-3: a preview does not cut %s in two', (_what, grapheme) => {
    expect(previewOf(`${'x'.repeat(99)}${grapheme}y`)).toBe('x'.repeat(99));
    const fitting = `${'x'.repeat(100 - countChars(grapheme))}${grapheme}`;
    expect(previewOf(`${fitting}y`)).toBe(fitting);
  });

  test('OBJ-3: a preview has at most 100 code points, and whole graphemes of the text', () => {
    const units = ['a', '😀', '\u0301', '\u200d', '👩', '🇩', '\ufe0f', '\r', '\n', '\u1100', '\u1161'];
    const longText = fc.string({ unit: fc.constantFrom(...units), minLength: 80, maxLength: 160 });
    const boundaries = (text: string) =>
      new Set([...new Intl.Segmenter().segment(text)].map(({ index }) => index)).add(text.length);
    fc.assert(
      fc.property(longText, (text) => {
        const preview = previewOf(text);
        expect(text.startsWith(preview)).toBe(true);
        expect(countChars(preview)).toBeLessThanOrEqual(100);
        expect(boundaries(text).has(preview.length)).toBe(true);
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
