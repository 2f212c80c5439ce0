import { fold } from '../../../protocol/fold.ts';
import type { Thread } from '../../../protocol/objects.ts';
import { jobOf, nameOf } from './names.ts';
import { otherOf } from './person.ts';

/** The words to look for; none for an empty query. */
export function wordsIn(query: string): string[] {
  return fold(query)
    .split(/\s+/)
    .filter((word) => word !== '');
}

/** The threads whose participant or job contains every word of the query; all for an empty query. */
export function searchThreads(threads: readonly Thread[], query: string, userId: string): readonly Thread[] {
  const words = wordsIn(query);
  if (words.length === 0) return threads;
  return threads.filter((thread) => {
    const text = fold(`${nameOf(otherOf(thread, userId))} ${jobOf(thread) ?? ''}`);
    return words.every((word) => text.includes(word));
  });
}
