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
    ['after a sentence of another script', '你好你好你好你。你好你好你好', ['你好你好你好你。', '你好你好你好']],
    ['before a long word', 'aa bbbbbbbbbbb', ['aa', 'bbbbbbbbbbb']],
    ['anywhere as a last resort', 'aaaaaaaaaaaaaaaa', ['aaaaaaaaaaaa', 'aaaa']],
    ['between graphemes', '👨‍👩‍👧🇩🇪🇫🇷👨‍👩‍👧é👍🏽', ['👨‍👩‍👧🇩🇪🇫🇷', '👨‍👩‍👧é👍🏽']],
    ['and keeps the indentation of the next line', 'aaaa bbbb:\n  - cccc', ['aaaa bbbb:', '  - cccc']],
    ['and takes spaces between words away', 'aaaa bbbb    cccc', ['aaaa bbbb', 'cccc']],
  ])('splits %s', (_where, text, messages) => {
    expect(splitContent(text, 12)).toEqual(messages);
  });

  it('never splits a code point, even of a grapheme that is too long for one message', () => {
    expect(splitContent('👍'.repeat(5), 2)).toEqual(['👍👍', '👍👍', '👍']);
    expect(splitContent('👨‍👩‍👧', 2)).toHaveLength(3);
  });

  it('refuses a text of more than five messages', () => {
    expect(splitContent('aaaa '.repeat(5), 4)).toHaveLength(5);
    expect(splitContent('aaaa '.repeat(6), 4)).toBeNull();
  });

  // Anything that looks at the whole text for each message would take seconds.
  it.each(['words and ', 'a', '👨‍👩‍👧', '\n', 'e\u0301'])('looks at 1 MB of %j in no time', (unit) => {
    const text = unit.repeat(1_000_000 / unit.length);
    const startedMs = performance.now();
    splitContent(text);
    expect(performance.now() - startedMs).toBeLessThan(200);
  });

  it('loses only white space and what is invisible, and returns no message that is empty or too long', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 80 }), fc.integer({ min: 1, max: 40 }), (text, max) => {
        const messages = splitContent(text, max);
        fc.pre(messages !== null);
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
