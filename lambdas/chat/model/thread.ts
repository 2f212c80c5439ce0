import { limits } from '../../../protocol/limits.ts';
import { ChatError } from '../../../protocol/errors.ts';
import { roles, type Role, type Thread as ThreadView, type User } from '../../../protocol/objects.ts';
import { cutChars } from '../../../protocol/text.ts';
import type { Author, Counts, Head, LogMessage, Snapshot, Thread } from './types.ts';

/** What follows from a thread and its log: pure, without a store or a clock. */

export const nothingSaid: Counts = { client: 0, freelancer: 0, marketplace: 0 };

export function otherRole(role: Role): Role {
  return role === 'client' ? 'freelancer' : 'client';
}

/** The caller's part in the thread; to whoever has none the thread is not there (WS-5). */
export function roleOf(thread: Thread | null, userId: string): Role {
  const role = roles.find((candidate) => thread?.[candidate].id === userId);
  if (thread === null || role === undefined) throw notFound('thread');
  return role;
}

export function notFound(what: string): ChatError {
  return new ChatError('not_found', `the ${what} does not exist`);
}

/** How many messages count as unread for the role until it reads them: those of the other two authors. */
export function othersOf(counts: Counts, role: Role): number {
  return counts[otherRole(role)] + counts.marketplace;
}

/** A message can be read before the thread's row knows of it: then nothing that the row knows is unread. */
export function unreadOf(thread: Thread, role: Role): number {
  return Math.max(0, othersOf(thread.head?.counts ?? nothingSaid, role) - (thread.marks[role]?.others ?? 0));
}

/** What the thread adds to the unread count of the role: nothing once they have deleted it. */
export function shownUnreadOf(thread: Thread, role: Role): number {
  return thread.hiddenFor.includes(role) ? 0 : unreadOf(thread, role);
}

export function headOf(message: LogMessage): Head {
  const { seq, revision, author, type, content, sentAtMs, counts } = message;
  return { seq, revision, author, type, preview: cutChars(content, limits.previewChars), sentAtMs, counts };
}

/** Later in the log, or a later revision of the same message. */
export function isNewer(head: Head | null, than: Head | null): boolean {
  if (head === null) return false;
  return than === null || head.seq > than.seq || (head.seq === than.seq && head.revision > than.revision);
}

/** The thread as its log says: the newest message that was read stands above the copy in the thread's row. */
export function withNewestHead(thread: Thread, newest: LogMessage | undefined): Thread {
  const head = newest === undefined ? null : headOf(newest);
  return isNewer(head, thread.head) ? { ...thread, head } : thread;
}

/** The snapshot's thread for one of its participants, or `not_found`. */
export function participantThread(snapshot: Snapshot, userId: string): { thread: Thread; role: Role } {
  const role = roleOf(snapshot.thread, userId);
  return { thread: withNewestHead(snapshot.thread as Thread, snapshot.messages[0]), role };
}

/** The id of an author, null for the marketplace. */
function authorId(thread: Thread, author: Author): string | null {
  return author === 'marketplace' ? null : thread[author].id;
}

export function authorUser(thread: Thread, author: Author): User | null {
  return author === 'marketplace' ? null : thread[author];
}

export function isoTime(ms: number): string {
  return new Date(ms).toISOString();
}

/** The thread as one of its participants sees it. */
export function viewThread(thread: Thread, role: Role): ThreadView {
  const { head } = thread;
  const marks = roles.flatMap((reader) => {
    const mark = thread.marks[reader];
    return mark === null ? [] : [[thread[reader].id, { up_to_seq: mark.seq, read_at: isoTime(mark.atMs) }] as const];
  });
  return {
    id: thread.id,
    client: thread.client,
    freelancer: thread.freelancer,
    job: thread.job,
    created_at: isoTime(thread.createdAtMs),
    last_message_at: isoTime(lastActivityMs(thread)),
    is_active: thread.isActive,
    last_seq: head?.seq ?? 0,
    last_message:
      head === null
        ? null
        : {
            seq: head.seq,
            sender_id: authorId(thread, head.author),
            type: head.type,
            preview: head.preview,
            sent_at: isoTime(head.sentAtMs),
          },
    unread_count: shownUnreadOf(thread, role),
    read: Object.fromEntries(marks),
  };
}

export function lastActivityMs(thread: Thread): number {
  return thread.head?.sentAtMs ?? thread.createdAtMs;
}
