import type { OldKey } from '../old/rows.ts';
import type { ReadTime } from './message.ts';
import type { Problem } from './problem.ts';

const isNumber = /^\d+$/;

/** Ids in their own order: numbers by their value. */
function compareIds(a: string, b: string): number {
  if (isNumber.test(a) && isNumber.test(b)) return a.length - b.length || (a < b ? -1 : a > b ? 1 : 0);
  return a < b ? -1 : a > b ? 1 : 0;
}

/** The ids of messages in the order of the log: by time with its microseconds, then by id (IM-1). */
export function inLogOrder(keys: readonly OldKey[], readTime: ReadTime): { ids: string[]; problems: Problem[] } {
  const timed = keys.map(({ id, sentAt }) => ({ id, sentAt, at: readTime(sentAt) }));
  const problems = timed.flatMap(({ id, sentAt, at }) =>
    at === null ? [{ row: `message ${id}`, reason: `sent_at is ${JSON.stringify(sentAt)}, which is not a time` }] : [],
  );
  const ordered = timed
    .flatMap(({ id, at }) => (at === null ? [] : [{ id, at }]))
    .sort((a, b) => a.at - b.at || compareIds(a.id, b.id));
  return { ids: ordered.map(({ id }) => id), problems };
}
