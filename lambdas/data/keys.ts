/**
 * Every key of the table. Within a thread's partition `M#…` < `META` < `ROOM#…`, so that one descending query gives who is
 * in the room, the thread, and the newest messages.
 */

const seqDigits = 12;
const maxSeq = 10 ** seqDigits - 1;

/** Sequence numbers sort as text; one beyond the last possible is as good as the last. */
function seqText(seq: number): string {
  return String(Math.min(seq, maxSeq)).padStart(seqDigits, '0');
}

export const partition = {
  thread: (threadId: string) => `T#${threadId}`,
  connection: (connectionId: string) => `C#${connectionId}`,
  user: (userId: string) => `U#${userId}`,
  receipts: (threadId: string) => `R#${threadId}`,
  event: (eventId: string) => `E#${eventId}`,
};

export const sort = {
  meta: 'META',
  message: (seq: number) => `M#${seqText(seq)}`,
  room: (connectionId: string) => `ROOM#${connectionId}`,
  connection: (connectionId: string) => `C#${connectionId}`,
  thread: (threadId: string) => `T#${threadId}`,
  unread: (threadId: string) => `UNREAD#${threadId}`,
  receipt: (role: string, seq: number) => `${role}#${seqText(seq)}`,
};

/** Between these lie all sort keys that begin with the prefix. */
export function span(prefix: string): { low: string; high: string } {
  return { low: prefix, high: `${prefix}\u{10FFFF}` };
}

export const prefixes = { message: 'M#', room: 'ROOM#', connection: 'C#', thread: 'T#', unread: 'UNREAD#' } as const;

export interface Key {
  PK: string;
  SK: string;
}

export const keys = {
  thread: (threadId: string): Key => ({ PK: partition.thread(threadId), SK: sort.meta }),
  message: (threadId: string, seq: number): Key => ({ PK: partition.thread(threadId), SK: sort.message(seq) }),
  room: (threadId: string, connectionId: string): Key => ({
    PK: partition.thread(threadId),
    SK: sort.room(connectionId),
  }),
  connection: (connectionId: string): Key => ({ PK: partition.connection(connectionId), SK: sort.meta }),
  userConnection: (userId: string, connectionId: string): Key => ({
    PK: partition.user(userId),
    SK: sort.connection(connectionId),
  }),
  inbox: (userId: string, threadId: string): Key => ({ PK: partition.user(userId), SK: sort.thread(threadId) }),
  unread: (userId: string, threadId: string): Key => ({ PK: partition.user(userId), SK: sort.unread(threadId) }),
  receipt: (threadId: string, role: string, seq: number): Key => ({
    PK: partition.receipts(threadId),
    SK: sort.receipt(role, seq),
  }),
  event: (eventId: string): Key => ({ PK: partition.event(eventId), SK: sort.meta }),
};
