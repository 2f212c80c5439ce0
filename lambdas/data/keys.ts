/**
 * Every key of the table (docs/table.md). Within a thread's partition `M#…` < `META` < `ROOM#…`, so one descending
 * query reads who is in the room, the thread, and its newest messages.
 */

export const prefixes = {
  thread: 'T#',
  user: 'U#',
  receipts: 'R#',
  event: 'E#',
  connection: 'C#',
  message: 'M#',
  room: 'ROOM#',
  unread: 'UNREAD#',
  block: 'B#',
  upload: 'A#',
  notified: 'N#',
  pushEndpoint: 'P#',
} as const;

type Prefix = keyof typeof prefixes;

const withPrefix = (prefix: Prefix) => (id: string) => `${prefixes[prefix]}${id}`;

/** Whether a key begins with the prefix. */
export function hasPrefix(key: unknown, prefix: Prefix): boolean {
  return String(key).startsWith(prefixes[prefix]);
}

/** What follows the prefix in a key that begins with it. */
export function withoutPrefix(key: string, prefix: Prefix): string {
  return key.slice(prefixes[prefix].length);
}

const seqDigits = 12;
const maxSeq = 10 ** seqDigits - 1;

/** Sequence numbers as text that sorts; a larger one than the maximum sorts as the maximum. */
function seqText(seq: number): string {
  return String(Math.min(seq, maxSeq)).padStart(seqDigits, '0');
}

export const partition = {
  thread: withPrefix('thread'),
  user: withPrefix('user'),
  receipts: withPrefix('receipts'),
  event: withPrefix('event'),
  pushEndpoint: withPrefix('pushEndpoint'),
  connection: withPrefix('connection'),
};

export const sort = {
  meta: 'META',
  presence: 'HERE',
  pins: 'PINS',
  threadBucket: 'LIMIT#THREADS',
  uploadDay: 'LIMIT#UPLOADS',
  notified: 'NOTIFY',
  message: (seq: number) => `${prefixes.message}${seqText(seq)}`,
  room: withPrefix('room'),
  thread: withPrefix('thread'),
  unread: withPrefix('unread'),
  block: withPrefix('block'),
  upload: withPrefix('upload'),
  notifiedThread: withPrefix('notified'),
  receipt: (role: string, seq: number) => `${role}#${seqText(seq)}`,
};

/** All sort keys that begin with the prefix lie between these. */
export function span(prefix: Prefix): { low: string; high: string } {
  return { low: prefixes[prefix], high: `${prefixes[prefix]}\u{10FFFF}` };
}

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
  presence: (userId: string): Key => ({ PK: partition.user(userId), SK: sort.presence }),
  pins: (userId: string): Key => ({ PK: partition.user(userId), SK: sort.pins }),
  threadBucket: (userId: string): Key => ({ PK: partition.user(userId), SK: sort.threadBucket }),
  uploadDay: (userId: string): Key => ({ PK: partition.user(userId), SK: sort.uploadDay }),
  upload: (threadId: string, id: string): Key => ({ PK: partition.thread(threadId), SK: sort.upload(id) }),
  inbox: (userId: string, threadId: string): Key => ({ PK: partition.user(userId), SK: sort.thread(threadId) }),
  unread: (userId: string, threadId: string): Key => ({ PK: partition.user(userId), SK: sort.unread(threadId) }),
  block: (userId: string, otherId: string): Key => ({ PK: partition.user(userId), SK: sort.block(otherId) }),
  receipt: (threadId: string, role: string, seq: number): Key => ({
    PK: partition.receipts(threadId),
    SK: sort.receipt(role, seq),
  }),
  notified: (userId: string): Key => ({ PK: partition.user(userId), SK: sort.notified }),
  notifiedThread: (userId: string, threadId: string): Key => ({
    PK: partition.user(userId),
    SK: sort.notifiedThread(threadId),
  }),
  pushEndpoint: (subscriptionId: string): Key => ({ PK: partition.pushEndpoint(subscriptionId), SK: sort.meta }),
  event: (eventId: string): Key => ({ PK: partition.event(eventId), SK: sort.meta }),
  signedIn: (connectionId: string): Key => ({ PK: partition.connection(connectionId), SK: sort.meta }),
};
