import type { Thread, User } from '../../../protocol/objects.ts';

/** How many colours avatars have: `data-hue` in the styles. */
const hues = 8;

/** One or two letters that stand for a name; graphemes, so that an emoji stays whole. */
export function initials(name: string): string {
  const segments = new Intl.Segmenter(undefined, { granularity: 'grapheme' });
  const first = (word: string) => segments.segment(word)[Symbol.iterator]().next().value?.segment ?? '';
  const words = name.split(/[\s._-]+/).filter((word) => word !== '');
  return words.slice(0, 2).map(first).join('').toLocaleUpperCase();
}

/** The same colour for the same person, everywhere. */
export function hueOf(id: string): number {
  let hash = 0;
  for (const character of id) hash = (hash * 31 + (character.codePointAt(0) ?? 0)) % 1_000_003;
  return hash % hues;
}

/** The participant whom the user talks to. */
export function otherOf(thread: Pick<Thread, 'client' | 'freelancer'>, userId: string): User {
  return thread.client.id === userId ? thread.freelancer : thread.client;
}
