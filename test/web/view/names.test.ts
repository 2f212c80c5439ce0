import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { jobOf, nameOf, withoutDirections } from '../../../web/components/view/names.ts';

const shown = (username: string) => nameOf({ id: 'u-1', username });

describe('names and titles', () => {
  it.each([
    ['Bob Tanaka', 'Bob Tanaka'],
    ['Evil\u202e', 'Evil'],
    ['\u2067Evil\u2069', 'Evil'],
    ['a\u0000b\u200bc\ufeff', 'abc'],
    ['  Bob\n', 'Bob'],
    ['\u202e\u200b', 'u-1'],
    ['\u3164 \u2800', 'u-1'],
    ['', 'u-1'],
    [`Z${'\u0310'.repeat(60)}`, `Z${'\u0310'.repeat(4)}`],
  ])('%j is shown as %j', (username, expected) => {
    expect(shown(username)).toBe(expected);
  });

  it('keep joiners inside words and emoji, and drop others', () => {
    expect(shown('👩\u200d🚀 Ada')).toBe('👩\u200d🚀 Ada');
    expect(shown('می\u200cخواهم')).toBe('می\u200cخواهم');
    expect(shown('\u200dBob\u200d')).toBe('Bob');
  });

  it('of a job fall back to its id, and are null without a job', () => {
    expect(jobOf({ job: { id: 'j-1', title: '\u202e' } })).toBe('j-1');
    expect(jobOf({ job: { id: 'j-1', title: 'A \u202elogo' } })).toBe('A logo');
    expect(jobOf({ job: null })).toBeNull();
  });

  it('contain no character that changes the direction of the text around them, and are never empty', () => {
    const any = fc.string({
      unit: fc.oneof(fc.constantFrom('\u202e', '\u2066', '\u200f', '\u200d', '\u0301'), fc.string()),
    });
    fc.assert(
      fc.property(any, any, (id, username) => {
        const name = nameOf({ id, username });
        expect(name).not.toMatch(/[\p{Bidi_Control}\p{Cc}]/u);
        expect(name).not.toBe('');
      }),
    );
  });
});

describe('withoutDirections', () => {
  it('removes what embeds, isolates or overrides a direction, and nothing else', () => {
    expect(withoutDirections('a\u202eb\u202cc\u2067d\u2069e\u200ff\n')).toBe('abcde\u200ff\n');
  });
});
