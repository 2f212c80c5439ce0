import { pickerEmojis, type EmojiWords } from '../words/emoji.ts';
import { words, type Words } from '../words/index.ts';
import { wordsIn } from './search.ts';

/** By language, because React needs the same promise each time. */
const loaded = new Map<Words, Promise<EmojiWords>>();

/** The names of the emojis in the language of the page. Loaded at the first call, and again after a failure. */
export function emojiWords(): Promise<EmojiWords> {
  const dictionary = words;
  const known = loaded.get(dictionary) ?? dictionary.emojis();
  loaded.set(dictionary, known);
  known.catch(() => loaded.delete(dictionary));
  return known;
}

/** The emoji in words; the emoji itself if the picker does not have it. */
export function nameOfEmoji(emoji: string, names: EmojiWords): string {
  return Object.hasOwn(names, emoji) ? names[emoji as keyof EmojiWords] : emoji;
}

/** The emojis whose words contain each word of the query. */
export function emojisFor(query: string, names: EmojiWords): string[] {
  const asked = wordsIn(query);
  return pickerEmojis.filter((emoji) => {
    const name = wordsIn(names[emoji]).join(' ');
    return asked.every((word) => name.includes(word));
  });
}
