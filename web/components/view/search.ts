import type { Thread } from '../../../protocol/objects.ts';
import { otherOf } from './person.ts';

/** As people type: without accents, in lower case. */
function fold(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLocaleLowerCase();
}

/** The threads in whose person or job every word of the query occurs; all of them for an empty query. */
export function searchThreads(threads: readonly Thread[], query: string, userId: string): readonly Thread[] {
  const words = fold(query)
    .split(/\s+/)
    .filter((word) => word !== '');
  if (words.length === 0) return threads;
  return threads.filter((thread) => {
    const text = fold(`${otherOf(thread, userId).username} ${thread.job?.title ?? ''}`);
    return words.every((word) => text.includes(word));
  });
}
