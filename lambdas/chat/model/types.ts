import type { Job, MessageType, Role, User } from '../../../protocol/objects.ts';
import type { AttachmentSummary } from '../../../protocol/attachments.ts';
import type { Attachment } from './attachment.ts';
import type { Told } from './told.ts';

/** Who wrote a message: one of the two participants, or the marketplace itself. */
export type Author = Role | 'marketplace';

/** What has a name in a thread. */
export type Named = Role | 'job';
/** Who gave a name; `user` also if nobody did. A job's title comes from no token. */
export type NameSource = 'marketplace' | 'token' | 'user';

/** How many messages each author has written so far; the marketplace's count only where they count as unread. */
export type Counts = Record<Author, number>;

/** An emoji on a message, and who has used it, in the order of their use. */
export interface Reaction {
  emoji: string;
  roles: Role[];
}

/** A message in a thread's log. Its `counts`, `bucketFullAtMs` and `recentKeys` include the message itself. */
export interface LogMessage {
  id: string;
  seq: number;
  /** 0 when written; each change adds one. */
  revision: number;
  /** The revision of the last edit or deletion: reactions do not move it. */
  contentRevision: number;
  /**
   * The content revision that everybody has been notified of; of the first one, 0, the thread knows (`Thread.told`).
   */
  toldRevision: number;
  author: Author;
  /** Who sent it, if that is neither a participant nor the marketplace. Only imported messages have one (IM-1). */
  outsider?: User | undefined;
  type: MessageType;
  content: string;
  sentAtMs: number;
  editedAtMs: number | null;
  deletedAtMs: number | null;
  clientMessageId: string | null;
  /** A JSON object as text, so that it is returned exactly as it was sent. */
  metadata: string | null;
  /** The seq of the message that it replies to. */
  replyTo: number | null;
  /** In the order of the first use of each emoji. */
  reactions: readonly Reaction[];
  /** Its files, in the order of the send. */
  attachments: readonly Attachment[];
  counts: Counts;
  /** The state of each participant's rate limit: when their bucket is full again, in ms since the epoch. */
  bucketFullAtMs: Record<Role, number>;
  /** The keys by which a repeat of one of the last 32 sends is found (recent-keys.ts). */
  recentKeys: Uint8Array;
  /** A digest of what the old system had when it was imported; absent if it was sent here (IM-2). */
  importDigest?: string | undefined;
}

/** The copy of the newest message that the thread's own row keeps. */
export interface Head {
  seq: number;
  /** The `contentRevision` of the message. */
  revision: number;
  author: Author;
  /** The id of a sender who is no participant. */
  outsiderId?: string | undefined;
  type: MessageType;
  preview: string;
  attachment: AttachmentSummary | null;
  sentAtMs: number;
  counts: Counts;
}

/** How far a participant has read. */
export interface Mark {
  seq: number;
  /**
   * How many messages of the other authors there are up to `seq`. An imported mark counts only those that were read in
   * the old system, where later ones may have been read before earlier ones.
   */
  others: number;
  atMs: number;
}

/** What a participant has set about a thread for themselves. The other participant never sees it (ME-1). */
export interface OwnSide {
  /**
   * The thread is muted until then, in ms since the epoch; Infinity for ever. The time may have passed. Null: not
   * muted.
   */
  mutedUntilMs: number | null;
  isPinned: boolean;
  /** The newest message when the thread was archived, 0 before the first; null if it was not. */
  archivedAtSeq: number | null;
  /** How many messages the participant had written when they marked the thread as unread; null if they did not. */
  markedAtCount: number | null;
}

/** When the old system had its last activity of a thread. It holds as long as no message follows `seq`. */
export interface OldActivity {
  seq: number;
  atMs: number;
}

/** What the import has written to a thread. */
export interface ImportState {
  /** How often it has written the thread's row: a change of the row that moves it is the import's own. */
  writes: number;
  /** Whether the thread was active in the old system. */
  isActive: boolean;
}

export interface Thread {
  id: string;
  client: User;
  freelancer: User;
  job: Job | null;
  nameSources: Record<Named, NameSource>;
  createdAtMs: number;
  isActive: boolean;
  /** Who has closed it; null if it is active, or was closed before this was kept. */
  closedBy: Author | null;
  /** The participants who have deleted the thread from their list. */
  hiddenFor: Role[];
  /**
   * How often the thread has been reopened or put back into a list. A call that sees it change knows that an inbox row
   * may have been deleted meanwhile.
   */
  opens: number;
  /** The participants who have an unread row for this thread. */
  unreadFor: Role[];
  marks: Record<Role, Mark | null>;
  own: Record<Role, OwnSide>;
  /** The participants who have blocked the other one (ME-3). */
  blockedBy: Role[];
  head: Head | null;
  /**
   * Which messages everybody has been notified of. The head may be ahead of it, because any call that finds the row
   * behind its log writes the head.
   */
  told: Told;
  /** The time step (`stepOf`) that the inbox rows of this thread carry. */
  activeStep: number;
  /** Absent if the head says it. */
  oldActivity?: OldActivity | undefined;
  /** Absent in threads that were created here. */
  imported?: ImportState | undefined;
}

/** A connection that frames can be pushed to. */
export interface Recipient {
  connectionId: string;
  userId: string;
  /** From the connection's latest token. */
  username: string;
  /** The name of the codec that encodes its frames. */
  codec: string;
  /** Nothing is pushed from then on: the token has expired, or the connection has reached its maximum age. */
  expiresAtSeconds: number;
  /** When the socket was opened, in ms since the epoch. */
  connectedAtMs: number;
}

/** A connection that has joined a thread. */
export interface RoomMember extends Recipient {
  threadId: string;
}

/** One of a user's connections, and the threads that it has joined. */
export interface PresentConnection extends Recipient {
  threadIds: ReadonlySet<string>;
}

/** The rooms of a connection that has ended, as far as they may not have been left yet. */
export interface UnfinishedEnd {
  connectionId: string;
  threadIds: ReadonlySet<string>;
}

/**
 * Where a user is: the only record of their connections. Those that have expired are included until they are dropped.
 */
export interface Presence {
  userId: string;
  connections: PresentConnection[];
  unfinishedEnds: UnfinishedEnd[];
}

/** What one read of a thread's partition returns. */
export interface Snapshot {
  /** The thread's own row; its head may lag behind `messages`. Null if there is no such thread. */
  thread: Thread | null;
  /** The id of the imported thread that stands for a triple, if this is the id of that triple (IM-4). */
  alias?: string | undefined;
  /** The newest messages, newest first, without a gap. */
  messages: LogMessage[];
  members: RoomMember[];
}

/** A snapshot of a thread that exists. */
export interface ThreadSnapshot extends Snapshot {
  thread: Thread;
}

/** A snapshot of a thread that exists, and the caller's role in it. */
export interface ParticipantSnapshot extends ThreadSnapshot {
  role: Role;
}

/** The user who calls. */
export interface Caller {
  userId: string;
  username: string;
}

/** The user of a verified token, and when the token expires. */
export interface TokenOwner extends Caller {
  expiresAtSeconds: number;
}

/** A bucket of `burst` messages, or calls, that refills evenly within `perMs`. */
export interface RateLimit {
  burst: number;
  perMs: number;
}
