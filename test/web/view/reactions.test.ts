import { english } from '../../../web/components/words/english/index.ts';
import { describe, expect, it } from 'vitest';
import { normaliseEmoji } from '../../../protocol/emoji.ts';
import { emojisFor, nameOfEmoji } from '../../../web/components/view/emojis.ts';
import { chipsOf, emojisToOffer, frequentEmojis, isLargeEmoji } from '../../../web/components/view/reactions.ts';

const people = { me: { id: 'alice', username: 'Alice' }, other: { id: 'bob', username: 'Bob' } };

describe('reactions below a message', () => {
  it('name who has used each, in the order of their use', () => {
    const reactions = [
      { emoji: '🎉', user_ids: ['bob', 'alice'] },
      { emoji: '👍', user_ids: ['bob'] },
    ];
    expect(chipsOf({ reactions }, people)).toEqual([
      { emoji: '🎉', count: 2, own: true, label: '🎉 by Bob and You' },
      { emoji: '👍', count: 1, own: false, label: '👍 by Bob' },
    ]);
  });
});

const names = await english.emojis();

describe('the emojis on offer', () => {
  it('are the recent ones, filled up with frequent ones, each once', () => {
    expect(emojisToOffer(['🚀', '❤️'])).toEqual(['🚀', '❤️', '👍', '😂', '😮', '🙏']);
  });

  it('are accepted by the server in the form in which they are sent (RE-2)', () => {
    const all = [...emojisFor('', names), ...frequentEmojis];
    expect(all.filter((emoji) => normaliseEmoji(emoji) !== emoji)).toEqual([]);
    expect(frequentEmojis.filter((emoji) => nameOfEmoji(emoji, names) === emoji)).toEqual([]);
  });

  it('are found by each word of a search', () => {
    expect(emojisFor('  HEART red', names)).toEqual(['❤️']);
    expect(emojisFor('no such thing', names)).toEqual([]);
  });
});

describe('a message of nothing but emojis', () => {
  it.each(['👍', '👍🏽 🎉', '👨‍👩‍👧\n🏳️‍🌈🇩🇪', '1️⃣'])('%j is large', (text) => expect(isLargeEmoji(text)).toBe(true));

  it.each(['', '1', '👍👍👍👍', '👍 ok', ' ', '🇩', '👍'.repeat(10_000)])('%j is not', (text) =>
    expect(isLargeEmoji(text)).toBe(false),
  );
});
