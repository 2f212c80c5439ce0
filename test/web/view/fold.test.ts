import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { foldedText } from '../../../web/components/view/fold.ts';
import { linkParts } from '../../../web/components/view/links.ts';

const words = (count: number) => Array.from({ length: count }, (_, index) => `word${index}`).join(' ');

describe('a folded text', () => {
  it.each([
    ['short', 'hello'],
    ['600 emoji', '😀'.repeat(600)],
    ['300 families of eleven UTF-16 units', '👨‍👩‍👧‍👦'.repeat(300)],
    ['20 lines', 'line\n'.repeat(19)],
    ['a link longer than all lines', `https://example.com/${'a'.repeat(3_000)}`],
  ])('is none if nothing worth a click would be hidden: %s', (_, text) => {
    expect(foldedText(text)).toBeNull();
  });

  it.each([
    ['words', words(400)],
    ['lines', 'line\n'.repeat(30)],
    ['letters that take two columns', '字'.repeat(900)],
  ])('is the beginning of many %s', (_, text) => {
    const beginning = foldedText(text)!;
    expect(text.startsWith(beginning)).toBe(true);
    expect(beginning.length).toBeLessThan(text.length * 0.9);
    expect(beginning.length).toBeGreaterThan(50);
  });

  it('ends between words', () => {
    expect(foldedText(words(400))).toMatch(/word\d+$/);
    expect(words(400).startsWith(`${foldedText(words(400))} `)).toBe(true);
  });

  it('contains no part of a link', () => {
    const link = `https://example.com/${'a'.repeat(200)}`;
    for (let before = 900; before < 1_200; before += 7) {
      const text = `${'b'.repeat(before)} ${link} ${words(200)}`;
      for (const part of linkParts(`${foldedText(text)!}…`)) if (part.kind === 'link') expect(part.text).toBe(link);
    }
  });

  it('cuts no grapheme', () => {
    const family = '👨‍👩‍👧‍👦';
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 80 }), (shift) => {
        const rest = foldedText('a'.repeat(shift) + family.repeat(1_000))!.slice(shift);
        expect(rest.length % family.length).toBe(0);
      }),
      { numRuns: 20 },
    );
  });
});
