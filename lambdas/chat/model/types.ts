import type { Job, MessageType, Role, User } from '../../../protocol/objects.ts';

/** Who wrote a message: one of the two participants, or the marketplace itself. */
export type Author = Role | 'marketplace';

/** How many messages each author has written so far; those of the marketplace only where they count as unread. */
export type Counts = Record<Author, number>;

/** A message as it stands in a thread's log. Its counts and buckets include itself. */
export interface LogMessage {
  id: string;
  seq: number;
  /** 0 when written, one more with each edit; deleting is an edit too. */
  revision: number;
  author: Author;
  type: MessageType;
  content: string;
  sentAtMs: number;
  editedAtMs: number | null;
  deletedAtMs: number | null;
  clientMessageId: string | null;
  /** JSON text, so that it comes back exactly as it was given. */
  metadata: string | null;
  counts: Counts;
  /** The rate limit's state of each participant: when their bucket is full again, in ms since the epoch. */
  bucketFullAtMs: Record<Role, number>;
}

/** What a thread remembers of its newest message. */
export interface Head {
  seq: number;
  revision: number;
  author: Author;
  type: MessageType;
  preview: string;
  sentAtMs: number;
  counts: Counts;
}

/** How far a participant has read, and how many messages of others that were. */
export interface Mark {
  seq: number;
  others: number;
  atMs: number;
}

export interface Thread {
  id: string;
  client: User;
  freelancer: User;
  job: Job | null;
  createdAtMs: number;
  isActive: boolean;
  /** Who has deleted the thread from their list. */
  hiddenFor: Role[];
  /** How often it has been opened again: whoever was at work meanwhile sees by it that an inbox row may have gone. */
  opens: number;
  /** Whose unread row of this thread is there. */
  unreadFor: Role[];
  marks: Record<Role, Mark | null>;
  head: Head | null;
  /** The coarse step of time that the inbox rows of this thread carry. */
  activeStep: number;
}

/** Where frames for one socket go, and until when they may. */
export interface Recipient {
  connectionId: string;
  userId: string;
  /** As the connection's last token gives it. */
  username: string;
  codec: string;
  /** After this nothing is sent to it: its token, or the connection itself, has ended. */
  expiresAtSeconds: number;
  /** When the socket was opened, in ms since the epoch. */
  connectedAtMs: number;
}

/** A connection that has joined a thread. */
export interface RoomMember extends Recipient {
  threadId: string;
  joinedAtMs: number;
}

/** What one read of a thread's partition gives. */
export interface Snapshot {
  /** As the thread's own row says; its head may lag behind `messages`. */
  thread: Thread | null;
  /** The newest ones, newest first, without a gap. */
  messages: LogMessage[];
  members: RoomMember[];
}

/** A snapshot of a thread that is there. */
export type ThreadSnapshot = Snapshot & { thread: Thread };

/** The one who asks. */
export interface Caller {
  userId: string;
  username: string;
}

/** A bucket of `burst` messages that refills evenly within `perMs`. */
export interface RateLimit {
  burst: number;
  perMs: number;
}
