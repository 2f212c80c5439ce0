import { previewOf } from '../../../protocol/text.ts';
import type { Head, LogMessage, Thread } from './types.ts';

export function headOf(message: LogMessage): Head {
  const { seq, contentRevision: revision, author, type, content, sentAtMs, counts } = message;
  return { seq, revision, author, type, preview: previewOf(content), sentAtMs, counts };
}

/** Whether `head` is later in the log than `than`, or a later revision of the same message. */
export function isNewer(head: Head | null, than: Head | null): boolean {
  if (head === null) return false;
  return than === null || head.seq > than.seq || (head.seq === than.seq && head.revision > than.revision);
}

/** The thread with the newest message of its log as its head: the copy in the thread's own row may lag behind. */
export function withNewestHead(thread: Thread, newest: LogMessage | undefined): Thread {
  const head = newest === undefined ? null : headOf(newest);
  return isNewer(head, thread.head) ? { ...thread, head } : thread;
}

/** When the last message was sent, or when the thread was created, in ms since the epoch. */
export function lastActivityMs(thread: Thread): number {
  return thread.head?.sentAtMs ?? thread.createdAtMs;
}
