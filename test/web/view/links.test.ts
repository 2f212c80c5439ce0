import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { linkParts } from '../../../web/components/view/links.ts';

const links = (text: string) =>
  linkParts(text).flatMap((part) => (part.kind === 'link' ? [[part.text, part.href]] : []));

describe('links in messages', () => {
  it('are http and https addresses, and www addresses with https', () => {
    expect(links('see https://example.com/a?b=1#c and www.example.com now')).toEqual([
      ['https://example.com/a?b=1#c', 'https://example.com/a?b=1#c'],
      ['www.example.com', 'https://www.example.com/'],
    ]);
  });

  it.each([
    ['Look: https://example.com/a.', 'https://example.com/a'],
    ['(https://example.com/a)', 'https://example.com/a'],
    ['https://example.com/a_(b)', 'https://example.com/a_(b)'],
    ['"https://example.com/a"', 'https://example.com/a'],
    ['https://example.com/a!?…', 'https://example.com/a'],
  ])('takes the punctuation of the sentence out of %s', (text, shown) => {
    expect(links(text).map(([first]) => first)).toEqual([shown]);
  });

  it.each([
    'javascript:alert(1)',
    'JaVaScRiPt://example.com/%0aalert(1)',
    'data:text/html,<script>alert(1)</script>',
    'https://bank.example@evil.example/',
    'https://localhost',
    'https://',
    'http://[',
    'xhttps://example.com',
  ])('makes no link of %s', (text) => {
    expect(linkParts(text).every((part) => part.kind === 'text')).toBe(true);
  });

  it('keep every character in order, and are only http and https', () => {
    const word = fc.oneof(
      fc.string({ unit: 'grapheme' }),
      fc.webUrl({ withFragments: true }),
      fc.constantFrom('(', ').', 'www.', ' '),
    );
    fc.assert(
      fc.property(fc.array(word), (words) => {
        const text = words.join('');
        const parts = linkParts(text);
        expect(parts.map((part) => part.text).join('')).toBe(text);
        for (const part of parts) if (part.kind === 'link') expect(part.href).toMatch(/^https?:\/\//);
      }),
    );
  });
});
