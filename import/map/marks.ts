import type { Mark } from '../../lambdas/chat/model/types.ts';

/** How far a participant has read in the old system, in the log as it is here. */
export interface OldMark {
  /** Everything that is read there. */
  all: Mark | null;
  /** What is read there beyond the mark that is stored here; `others` counts from that mark on. */
  beyond: Mark | null;
}

/** The mark to store in place of the one that is stored; null if that one stays. A mark never goes back (WS-11). */
export function laterMark(stored: Mark | null, { all, beyond }: OldMark): Mark | null {
  if (stored === null || all === null) return all;
  if (beyond !== null) return { ...beyond, others: Math.max(all.others, stored.others + beyond.others) };
  return all.seq === stored.seq && all.others > stored.others ? { ...stored, others: all.others } : null;
}
