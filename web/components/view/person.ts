import type { Thread, User } from '../../../protocol/objects.ts';
import { graphemesOf } from '../../../protocol/text.ts';

/** The number of avatar colours: `data-hue` in the styles. */
const hues = 8;

/** The first letters of up to two words of a name. They are graphemes, so that an emoji stays whole. */
export function initials(name: string): string {
  const first = (word: string) => graphemesOf(word)[Symbol.iterator]().next().value?.segment ?? '';
  const words = name.split(/[\s._-]+/).filter((word) => word !== '');
  return words.slice(0, 2).map(first).join('').toLocaleUpperCase();
}

/** The avatar colour of a person, always the same. */
export function hueOf(id: string): number {
  let hash = 0;
  for (const character of id) hash = (hash * 31 + (character.codePointAt(0) ?? 0)) % 1_000_003;
  return hash % hues;
}

/** The participant who is not the user. */
export function otherOf(thread: Pick<Thread, 'client' | 'freelancer'>, userId: string): User {
  return thread.client.id === userId ? thread.freelancer : thread.client;
}
