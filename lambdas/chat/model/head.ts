import { previewOf } from '../../../protocol/text.ts';
import { summaryOf } from './attachment.ts';
import type { Head, LogMessage, Thread } from './types.ts';

export function headOf(message: LogMessage): Head {
  const { seq, contentRevision: revision, author, outsider, type, content, attachments, sentAtMs, counts } = message;
  const shown = { preview: previewOf(content), attachment: summaryOf(attachments) };
  return { seq, revision, author, outsiderId: outsider?.id, type, ...shown, sentAtMs, counts };
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

/**
 * When the last message was sent, or when the thread was created, in ms since the epoch. An imported thread keeps the
 * time that the old system had until a message follows (IM-1).
 */
export function lastActivityMs({ head, createdAtMs, oldActivity }: Thread): number {
  if (oldActivity?.seq === (head?.seq ?? 0)) return oldActivity.atMs;
  return head?.sentAtMs ?? createdAtMs;
}
