import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { countChars } from '../../../protocol/text.ts';
import { splitContent } from '../../../web/components/view/split.ts';

describe('a text too long for one message', () => {
  it('stays one message where it fits, and none where there is nothing', () => {
    expect(splitContent('  hello\n')).toEqual(['hello']);
    expect(splitContent(' \n\t ')).toEqual([]);
  });

  it.each([
    ['between paragraphs', 'aaaa bbbb\n\ncccc dddd', ['aaaa bbbb', 'cccc dddd']],
    ['between lines', 'aaaa bbbb\ncccc dddd', ['aaaa bbbb', 'cccc dddd']],
    ['after a sentence', 'aaaa bb. cccc dddd', ['aaaa bb.', 'cccc dddd']],
    ['between words', 'aaaa bbbb cccc', ['aaaa bbbb', 'cccc']],
    ['anywhere if need be', 'aaaaaaaaaaaaaaaa', ['aaaaaaaaaaaa', 'aaaa']],
  ])('is cut %s', (_where, text, messages) => {
    expect(splitContent(text, 12)).toEqual(messages);
  });

  it('never cuts a character in two: lengths are code points', () => {
    expect(splitContent('👍'.repeat(5), 2)).toEqual(['👍👍', '👍👍', '👍']);
  });

  it('loses nothing but white space, and no message is empty or too long', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), fc.integer({ min: 1, max: 40 }), (text, max) => {
        const messages = splitContent(text, max);
        for (const message of messages) {
          expect(countChars(message)).toBeGreaterThan(0);
          expect(countChars(message)).toBeLessThanOrEqual(max);
        }
        const letters = (value: string) => value.normalize('NFC').replace(/[\s\p{Cc}\uFEFF]/gu, '');
        expect(letters(messages.join(''))).toBe(letters(text));
      }),
    );
  });
});
