import type { Thread } from '../../../protocol/objects.ts';
import { isMuted } from './own-side.ts';

/** Whether a message may draw the user's attention: it is unread, and its thread is not muted. */
export function isLoud(thread: Thread, { userId, seq, now }: { userId: string; seq: number; now: Date }): boolean {
  const isUnread = thread.unread_count > 0 && seq > (thread.read[userId]?.up_to_seq ?? 0);
  return isUnread && !isMuted(thread, now);
}

/**
 * Returns a function that returns the threads in which a message of somebody else has arrived since its last call.
 * Threads that are only loaded later, with messages from before `sinceMs`, are no news.
 */
export function arrivalWatch(userId: string, sinceMs: number): (threads: readonly Thread[]) => Thread[] {
  const known = new Map<string, number>();
  return (threads) =>
    threads.filter(({ id, last_message: last }) => {
      const before = known.get(id);
      const seq = last?.seq ?? 0;
      known.set(id, Math.max(seq, before ?? 0));
      if (last === null || last.sender_id === userId) return false;
      return before === undefined ? Date.parse(last.sent_at) > sinceMs : seq > before;
    });
}
