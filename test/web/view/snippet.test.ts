import fc from 'fast-check';
import { expect, test } from 'vitest';
import { snippetOf } from '../../../web/components/view/snippet.ts';

const shown = (content: string, ...ranges: [number, number][]) =>
  snippetOf(
    content,
    ranges.map(([start, end]) => ({ start, end })),
  )
    .map(({ text, isMarked }) => (isMarked ? `[${text}]` : text))
    .join('');

test('a short text is shown as a whole, in one line, its hits marked', () => {
  expect(shown('The\nfirst  draft', [4, 9], [11, 16])).toBe('The [first] [draft]');
  expect(shown('No hit in the text')).toBe('No hit in the text');
  expect(shown('')).toBe('');
});

test('of a long text the words around the first hit are shown', () => {
  const text = `${'before '.repeat(30)}HIT ${'after '.repeat(60)}`;
  const snippet = shown(text, [210, 213]);
  expect(snippet).toMatch(/^…before .*before \[HIT\] after .*…$/);
  expect(snippet.length).toBeLessThan(200);
});

test('no grapheme is cut, and nothing is lost between the ends', () =>
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom('👩‍💻', 'e\u0301', 'a', ' ', '漢'), { maxLength: 300 }),
      fc.nat(299),
      (units, at) => {
        const start = units.slice(0, at).join('').length;
        const end = start + (units[at]?.length ?? 0);
        const parts = snippetOf(units.join(''), end > start ? [{ start, end }] : []);
        const text = parts.map((part) => part.text).join('');
        expect(Array.from(new Intl.Segmenter().segment(text), ({ segment }) => segment)).not.toContain('\u0301');
        expect(text.isWellFormed()).toBe(true);
        if (end > start && units[at] !== ' ') expect(parts.find(({ isMarked }) => isMarked)?.text).toBe(units[at]);
      },
    ),
  ));
