import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { linkParts } from '../../../web/components/view/links.ts';

/** Parts of an address, repeated to make it long. */
const hostile = {
  'closing brackets': ')',
  'opening brackets': '(',
  'all brackets': '([{)]}',
  punctuation: '.,!?',
  schemes: 'https://',
  'www.': 'www.',
  links: ' https://a.b/)',
  'punctuated brackets': ').',
};

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

  it.each([
    ['https://bücher.de/a', 'https://bücher.de/a'],
    ['www.пример.рф', 'www.xn--e1afmkfd.xn--p1ai'],
    ['https://пример.рф', 'https://пример.рф'],
    ['https://例え.jp', 'https://例え.jp'],
    ['https://аррӏе.com/', 'https://xn--80ak6aa92e.com/'],
    ['https://pаypal.com:8080/a', 'https://xn--pypal-4ve.com:8080/a'],
    ['https://ɡoogle.com', 'https://xn--oogle-qmc.com'],
    ['https://bank.example⁄login.evil.example/', 'https://bank.xn--examplelogin-xk0g.evil.example/'],
    ['https://ｅｘａｍｐｌｅ.com/a', 'https://example.com/a'],
    ['https://%65xample.com/a', 'https://example.com/a'],
    ['https://0x7f.1/', 'https://127.0.0.1/'],
    ['https://a\u0301\u0301\u0301.de', 'https://xn--1ca20ia.de'],
  ])('show %s as %s: the real host unless it cannot be mistaken for another', (text, shown) => {
    const [[first, href] = []] = links(text);
    expect(first).toBe(shown);
    expect(new URL(first!.startsWith('www.') ? `https://${first}` : first!).href).toBe(href);
  });

  it.each([
    ['https://example.com/a“b', 'https://example.com/a'],
    ['（https://example.com/a）', 'https://example.com/a'],
    ['https://example.com/a，b', 'https://example.com/a'],
    ['https://example.com/a\u202eb', 'https://example.com/a'],
    ['https://example.com/a\u200bb', 'https://example.com/a'],
    ['https://a.example，https://b.example', 'https://a.example'],
    ...Array.from('”«»！…。、؟؛।〝\u3164\u2800', (end): [string, string] => [
      `https://example.com/a${end}b`,
      'https://example.com/a',
    ]),
  ])('end before a character that is no part of an address: %s', (text, shown) => {
    expect(links(text)[0]?.[0]).toBe(shown);
  });

  // If one of these took quadratic time, it would take hours.
  it.each(Object.entries(hostile))('are found in 1 MB of %s in linear time', (_, repeated) => {
    const text = `https://a.b/${repeated.repeat(1_000_000 / repeated.length)}`;
    const parts = linkParts(text);
    expect(parts.map((part) => part.text).join('').length).toBeGreaterThanOrEqual(text.length - 100);
  });

  it('keep every character in order, and are only http and https', () => {
    const word = fc.oneof(
      fc.string({ unit: 'grapheme-ascii' }),
      fc.string({ unit: 'grapheme' }).map((text) => ` ${text}`),
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
