import fc from 'fast-check';
import { expect, test } from 'vitest';
import { highlightsOf } from '../../../lambdas/chat/search/highlight.ts';
import { matches } from '../../../lambdas/chat/search/match.ts';
import type { Attachment } from '../../../lambdas/chat/model/attachment.ts';
import { parseQuery } from '../../../lambdas/chat/search/query.ts';
import { fold } from '../../../protocol/fold.ts';
import { aMessage } from '../fixtures.ts';

const finds = (query: string, content: string) =>
  matches(parseQuery(query), aMessage({ content, author: 'client' }), 'client');
const marked = (query: string, content: string) =>
  highlightsOf(content, parseQuery(query).terms).map(({ start, end }) => content.slice(start, end));

test.each([
  ['isik', 'Işık gel'],
  ['strasse', 'Die Straße'],
  ['inv', 'my invoice'],
  ['final', 'invoice_final.pdf'],
  ['avion', "l'avion"],
  ['bill paid', 'paid the bill'],
  ['"the bill"', 'paid THE bill'],
  ['京', '東京タワー'],
  ['タワ', '東京タワー'],
  ['ไทย', 'ภาษาไทย'],
  ['tower', '東京tower'],
  ['👍', 'ok👍🏽'],
  ['has:link', 'see HTTPS://example.com/x'],
  ['has:link', 'see www.example.com'],
  ['from:me', 'anything'],
])('SR-2: %j finds %j', (query, content) => expect(finds(query, content)).toBe(true));

test.each([
  ['voice', 'my invoice'],
  ['bill paid', 'the bill'],
  ['bill -paid', 'the bill is PAID'],
  ['"bill the"', 'the bill'],
  ['from:them', 'anything'],
  ['has:link', 'http is no link, nor is www.'],
  ['has:image', 'no image'],
])('SR-2: %j does not find %j', (query, content) => expect(finds(query, content)).toBe(false));

test('SR-2: from:them excludes the marketplace', () => {
  const by = (author: 'freelancer' | 'marketplace') => aMessage({ author });
  expect(matches(parseQuery('from:them'), by('freelancer'), 'client')).toBe(true);
  expect(matches(parseQuery('from:them'), by('marketplace'), 'client')).toBe(false);
});

test('SR-2: before and after exclude the day itself', () => {
  const at = (time: string) => aMessage({ sentAtMs: Date.parse(time) });
  const query = parseQuery('after:2026-11-01 before:2026-11-03');
  const found = [
    '2026-11-01T23:59:59.999Z',
    '2026-11-02T00:00:00Z',
    '2026-11-02T23:59:59.999Z',
    '2026-11-03T00:00:00Z',
  ];
  expect(found.map((time) => matches(query, at(time), 'client'))).toEqual([false, true, true, false]);
});

test('SR-2: files are found by their kind and by their names', () => {
  const file = (kind: Attachment['kind'], name: string): Attachment => ({
    ...{ id: name, kind, name, contentType: 'application/pdf', size: 1, hasPreview: false, state: 'ready' },
  });
  const withFile = aMessage({ content: '', attachments: [file('file', 'Rechnung_März.pdf'), file('image', 'me.png')] });
  const isFound = (q: string, one = withFile) => matches(parseQuery(q), one, 'client');
  for (const q of ['has:file', 'has:image', 'marz', 'rechnung me', 'has:file -voice']) expect(isFound(q), q).toBe(true);
  for (const q of ['has:voice', 'has:link', 'nung', '"pdf me"']) expect(isFound(q), q).toBe(false);
  const image = { ...withFile, attachments: withFile.attachments.slice(1) };
  expect(isFound('has:file', image)).toBe(false);
  expect(isFound('has:file', { ...image, attachments: [file('video', 'clip.mp4')] })).toBe(true);
});

test('SR-1: a deleted message is not found', () =>
  expect(matches(parseQuery('from:me'), aMessage({ author: 'client', deletedAtMs: 1 }), 'client')).toBe(false));

test.each([
  ['strasse', 'Straße, STRASSE', ['Straße', 'STRASSE']],
  ['str', 'Straße', ['Str']],
  ['fi', 'ﬁnal', ['ﬁ']],
  ['isik', 'I\u0307s\u0327ık!', ['I\u0307s\u0327ık']],
  ['👍', '👍🏽👍', ['👍🏽', '👍']],
  ['人人', '人人人', ['人人人']],
  ['in inv', 'invoice in', ['inv', 'in']],
  ['gar', 'ガーガ', []],
  ['カ', 'ガカ', ['ガ', 'カ']],
  ['bill -paid', 'bill paid', ['bill']],
])('highlights of %j in %j cover every occurrence', (query, content, expected) =>
  expect(marked(query, content)).toEqual(expected),
);

const unit = fc.constantFrom(...'aAeéßıİşΣσςﬃ１ａガ한👍🏽 .', 'e\u0301', '👩‍💻', 'า', 'กำ');

test('highlights cut no grapheme, do not overlap, and hold the term', () =>
  fc.assert(
    fc.property(
      fc.string({ unit, maxLength: 40 }),
      fc.string({ unit, minLength: 1, maxLength: 3 }),
      (content, part) => {
        const text = fold(part);
        const ranges = highlightsOf(content, [{ kind: 'phrase', text }]);
        const starts = new Set(Array.from(new Intl.Segmenter().segment(content), ({ index }) => index));
        starts.add(content.length);
        let end = 0;
        for (const range of ranges) {
          expect(range.start).toBeGreaterThanOrEqual(end);
          expect(starts.has(range.start) && starts.has(range.end)).toBe(true);
          expect(fold(content.slice(range.start, range.end))).toContain(text);
          end = range.end;
        }
        expect(ranges.length > 0).toBe(fold(content).includes(text) && text !== '');
      },
    ),
  ));

test('a text folds to the same as its characters one by one', () =>
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect(Array.from(text, (character) => fold(character)).join('')).toBe(fold(text));
    }),
  ));
