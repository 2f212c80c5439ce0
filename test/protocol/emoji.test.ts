import { describe, expect, test } from 'vitest';
import { normaliseEmoji } from '../../protocol/emoji.ts';

const selector = '\ufe0f';
const tones = ['', ...Array.from({ length: 5 }, (_, index) => String.fromCodePoint(0x1f3fb + index))];
const codePoints = Array.from({ length: 0x20000 }, (_, code) => code).filter((code) => code < 0xd800 || code > 0xdfff);
const characters = codePoints.map((code) => String.fromCodePoint(code));
const letters = Array.from({ length: 26 }, (_, index) => String.fromCodePoint(0x1f1e6 + index));
const joined = ['💻', '🚀', '⚕', '⚖', '✈', '❤‍🔥'].flatMap((what) => tones.map((tone) => `🧑${tone}\u200d${what}`));
const candidates = [
  ...characters,
  ...characters.flatMap((one) => (/\p{Emoji_Modifier_Base}/u.test(one) ? tones.map((tone) => one + tone) : [])),
  ...[...'0123456789#*'].map((key) => `${key}\u20e3`),
  ...letters.flatMap((first) => letters.map((second) => first + second)),
  ...joined,
  '👩‍❤‍💋‍👨',
  '👁‍🗨',
  '🏴‍☠',
];
const emoji = [...new Set(candidates.map(normaliseEmoji).filter((one) => one !== null))];

describe('RE-2: normaliseEmoji', () => {
  test('knows the emoji of Unicode', () => {
    expect(emoji.length).toBeGreaterThan(2_000);
    expect(emoji).toEqual(expect.arrayContaining(['😀', '❤️', '🇩🇪', '#️⃣', '👍🏽', '🧑🏿‍✈️', '🏴‍☠️', '👁️‍🗨️', '👩‍❤️‍💋‍👨']));
  });

  test('leaves what it returns as it is, and finds the same form without variation selectors', () => {
    for (const one of emoji) {
      expect(normaliseEmoji(one)).toBe(one);
      expect(normaliseEmoji(one.replaceAll(selector, ''))).toBe(one);
      expect(normaliseEmoji(one + selector)).toBe(one);
    }
  });

  test('returns null for two of them, and for one beside something else', () => {
    for (const one of emoji)
      for (const text of [one + one, `${one} `, `a${one}`, `${one}\u200d`])
        expect(normaliseEmoji(text), text).toBe(null);
  });
});
