import { normaliseEmoji } from '../../../protocol/emoji.ts';
import type { Message } from '../../../protocol/objects.ts';
import { graphemesOf } from '../../../protocol/text.ts';
import { authorOf, type People } from './author.ts';
import { words } from '../words/index.ts';

/** Offered before the user has a habit. The number of them is how many are offered at once. */
export const frequentEmojis = ['👍', '❤️', '😂', '😮', '🙏', '🎉'] as const;

/** A message of at most this many emojis, and nothing else, is shown large. */
const largeMax = 3;
/** More UTF-16 units than three emojis with spaces between them can have. */
const largeMaxUnits = 125;

export interface Chip {
  emoji: string;
  count: number;
  own: boolean;
  /** Who has used it, in words. */
  label: string;
}

/** The reactions of a message, in the order of their first use. */
export function chipsOf({ reactions }: Pick<Message, 'reactions'>, people: People): Chip[] {
  return reactions.map(({ emoji, user_ids: ids }) => ({
    emoji,
    count: ids.length,
    own: ids.includes(people.me.id),
    label: words.reactions.by(
      emoji,
      ids.map((id) => authorOf(id, people)),
    ),
  }));
}

/** Whether the user has reacted to the message with this emoji. */
export function hasReacted({ reactions }: Pick<Message, 'reactions'>, userId: string, emoji: string): boolean {
  return reactions.some((reaction) => reaction.emoji === emoji && reaction.user_ids.includes(userId));
}

/** What to offer first: what the user has used last, then what most people use. */
export function emojisToOffer(recent: readonly string[]): string[] {
  return [...new Set([...recent, ...frequentEmojis])].slice(0, frequentEmojis.length);
}

/** Whether the text is one to three emojis, so that it is shown large. */
export function isLargeEmoji(text: string): boolean {
  if (text.length > largeMaxUnits || !/\p{Extended_Pictographic}|\p{Regional_Indicator}|\u20e3/u.test(text))
    return false;
  const signs = Array.from(graphemesOf(text.replace(/\s+/g, '')), ({ segment }) => segment);
  return signs.length <= largeMax && signs.every((sign) => normaliseEmoji(sign) !== null);
}
