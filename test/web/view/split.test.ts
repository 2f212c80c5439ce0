import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { countChars } from '../../../protocol/text.ts';
import { splitContent } from '../../../web/components/view/split.ts';

describe('splitContent', () => {
  it('returns one message if the text fits, and none if it is empty', () => {
    expect(splitContent('\n  hello\n')).toEqual(['  hello']);
    expect(splitContent(' \n\t ')).toEqual([]);
  });

  it.each([
    ['between paragraphs', 'aaaa bbbb\n\ncccc dddd', ['aaaa bbbb', 'cccc dddd']],
    ['between lines', 'aaaa bbbb\ncccc dddd', ['aaaa bbbb', 'cccc dddd']],
    ['after a sentence', 'aaaa bb. cccc dddd', ['aaaa bb.', 'cccc dddd']],
    ['between words', 'aaaa bbbb cccc', ['aaaa bbbb', 'cccc']],
    ['anywhere as a last resort', 'aaaaaaaaaaaaaaaa', ['aaaaaaaaaaaa', 'aaaa']],
  ])('splits %s', (_where, text, messages) => {
    expect(splitContent(text, 12)).toEqual(messages);
  });

  it('never splits a code point', () => {
    expect(splitContent('👍'.repeat(5), 2)).toEqual(['👍👍', '👍👍', '👍']);
  });

  it('loses only white space and what is invisible, and returns no message that is empty or too long', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), fc.integer({ min: 1, max: 40 }), (text, max) => {
        const messages = splitContent(text, max);
        for (const message of messages) {
          expect(countChars(message)).toBeGreaterThan(0);
          expect(countChars(message)).toBeLessThanOrEqual(max);
        }
        const letters = (value: string) =>
          value.normalize('NFC').replace(/[\s\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}\u2800]/gu, '');
        expect(letters(messages.join(''))).toBe(letters(text));
      }),
    );
  });
});
