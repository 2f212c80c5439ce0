import type { Role, User } from '../../../protocol/objects.ts';
import type { Names } from '../model/names.ts';
import type { ThreadDraw } from '../model/new-thread.ts';
import type { Told } from '../model/told.ts';
import type {
  Author,
  Head,
  LogMessage,
  Mark,
  NameSource,
  OwnSide,
  Presence,
  PresentConnection,
  Recipient,
  RoomMember,
  Snapshot,
  Thread,
} from '../model/types.ts';
import type { UploadStore } from './upload-store.ts';

export interface Consistency {
  /** True: the read misses nothing that was committed before it, at twice the price. */
  consistent: boolean;
}

export interface ReadOptions extends Consistency {
  /** The minimum number of the newest messages to read. */
  messages: number;
  /** Fewer are read if they have as many bytes together. */
  maxBytes?: number;
}

/** A row of a user's inbox: a thread, and the time step of its last activity. */
export interface InboxRow {
  threadId: string;
  activeStep: number;
}

export interface InboxPage {
  rows: InboxRow[];
  /** The row after which to go on; null at the end. */
  next: InboxRow | null;
}

/** Says that a thread may have unread messages for a user. Each write of the row sets a new version. */
export interface UnreadRow {
  threadId: string;
  /** The newest message when the row was written. */
  seq: number;
  version: string;
}

/** A user who is blocked by another. */
export interface Block {
  userId: string;
  otherId: string;
  blockedAtMs: number;
  /** False once it is being lifted. */
  isInForce: boolean;
  /** Whether it has been written to all threads of the two. */
  isFinished: boolean;
  /** New with each change of the block. */
  version: string;
}

/** What is written to a thread's own row together with its head. */
export interface HeadChange {
  /** The time step that both inbox rows carry now. */
  step: number;
  /** The thread becomes active, and is deleted for nobody any more. */
  revive: boolean;
  /** The participants whose unread rows were written for this head. */
  addUnreadFor: Role[];
  /** The participants whose unread rows existed: if one has been deleted since, the head is not written. */
  knownUnreadFor: Role[];
  /** Who has been notified, as it was read. */
  knownTold: Told;
  /** Who has been notified, if more is known now: the head is not written then if `knownTold` has changed. */
  told: Told | null;
}

/** Who has been notified: as it was read, and as it is to be. */
export interface ToldChange {
  known: Told;
  next: Told;
}

/** The marketplace opens or closes a thread, which puts it back into both lists. */
export interface ActivityChange {
  isActive: boolean;
  /** The participants whose unread rows have been written. */
  addUnreadFor: Role[];
}

/** What is written of an event besides its message. */
export interface EventCommit {
  id: string;
  nowMs: number;
  /** Null: the thread stays as it is. */
  change: ActivityChange | null;
}

/** If not done, `taken` has the place; null if unknown, or if a file of the message is not as it was read. */
export type Appended = { done: true } | { done: false; taken: LogMessage | null };

/** `place_taken`: another message has the place, or the new thread has been created by another call. */
export type EventAppended = 'done' | 'place_taken' | 'event_known';

/** A marketplace event whose message is in the log. */
export interface KnownEvent {
  threadId: string;
  seq: number;
}

/**
 * The table, in the chat's own terms. Reads return null for what does not exist; conditional writes return whether the
 * condition held. Every call is one DynamoDB request, except for lists that may need several.
 */
export interface Store extends UploadStore {
  readThread(threadId: string, options: ReadOptions): Promise<Snapshot>;
  /** The thread and who has joined it, without messages. */
  readRoom(threadId: string, options: Consistency): Promise<Snapshot>;
  /** The thread's own row; strongly consistent. */
  findThread(threadId: string): Promise<Thread | null>;
  /** Those of the threads that exist, in no order; eventually consistent. */
  readThreads(threadIds: string[]): Promise<Thread[]>;
  /** When the bucket of the user's new threads is full again; 0 if it is. Strongly consistent. */
  readThreadBucket(userId: string): Promise<number>;
  /**
   * Writes the thread, its places in both inboxes and the draw from the bucket of its creator: all of them or none.
   * False if the thread exists already, or another draw came first.
   */
  createThread(thread: Thread, draw?: ThreadDraw | null): Promise<boolean>;
  /**
   * Writes the head unless the row's is newer, an unread row has been deleted, or `told` has changed; returns the
   * thread as it then is.
   */
  writeHead(threadId: string, head: Head, change: HeadChange): Promise<Thread>;
  /** Records who has been notified, unless that has changed; returns the thread as it then is. */
  writeTold(threadId: string, change: ToldChange): Promise<Thread>;
  /** Closes the thread for messages of its participants; a closed one stays as it is. */
  close(threadId: string, by: Author): Promise<Thread>;
  /** Reopens the thread and puts it into both lists. `addUnreadFor` are those whose unread rows have been written. */
  reopen(threadId: string, addUnreadFor: Role[]): Promise<Thread>;
  /**
   * Reopens the thread and puts it into the role's list; null, and nothing is changed, if somebody else has closed it.
   */
  openFor(threadId: string, role: Role, addUnreadFor: Role[]): Promise<Thread | null>;
  /** Puts the thread into the role's list, open or closed as it is. */
  listFor(threadId: string, role: Role, addUnreadFor: Role[]): Promise<Thread>;
  /** Closes the thread, if it is open, and takes it off the role's list. */
  hideThread(threadId: string, role: Role): Promise<Thread>;
  /** Writes names, those of tokens unless the marketplace has given one meanwhile; returns the thread as it then is. */
  rename(threadId: string, names: Names, source: Exclude<NameSource, 'user'>): Promise<Thread>;
  /**
   * Returns the thread as it was before. Returns null, and changes nothing, if another call has read at least as far.
   * `known` is the mark that was read before; it is returned in place of this call's own mark if the first attempt's
   * answer was lost.
   */
  writeMark(threadId: string, role: Role, mark: Mark, known: Mark | null): Promise<Thread | null>;

  /**
   * Writes the role's own side, and moves the thread to its place in the role's inbox if it becomes pinned or ceases to
   * be: all of it or nothing. Null if the own side has been changed since the thread was read.
   * @throws ChatError `conflict` if the user has pinned too many threads
   */
  writeOwnSide(thread: Thread, role: Role, own: OwnSide): Promise<Thread | null>;
  /** The ids of the user's pinned threads. */
  listPins(userId: string): Promise<string[]>;

  /** Writes the message and the claims of its files: all of it or nothing. */
  appendMessage(threadId: string, message: LogMessage): Promise<Appended>;
  /**
   * Writes the message, the event, the new thread, if one is given, and the event's change of the thread: all of
   * them or none.
   */
  appendEventMessage(
    threadId: string,
    message: LogMessage,
    event: EventCommit,
    newThread: Thread | null,
  ): Promise<EventAppended>;
  findEvent(eventId: string, nowMs: number): Promise<KnownEvent | null>;
  getMessage(threadId: string, seq: number, options: Consistency): Promise<LogMessage | null>;
  /** Those of the messages that exist, in no order; strongly consistent. */
  getMessages(threadId: string, seqs: number[]): Promise<LogMessage[]>;
  /** Both strongly consistent, in one request. */
  readThreadAndMessage(threadId: string, seq: number): Promise<{ thread: Thread | null; message: LogMessage | null }>;
  /**
   * Messages `from` to `to`, both included, oldest first: at most `limit`, from the low end or the high end; fewer if
   * these have `maxBytes` together.
   */
  listMessages(
    threadId: string,
    range: { from: number; to: number; limit: number; maxBytes: number; end: 'low' | 'high' },
  ): Promise<LogMessage[]>;
  /** Replaces the message if its revision is one below the given one's; returns whether it did. */
  replaceMessage(threadId: string, message: LogMessage): Promise<boolean>;
  /**
   * Records that everybody has been notified of this content revision, unless the message has been edited or deleted
   * again.
   */
  markRevisionTold(threadId: string, seq: number, revision: number): Promise<void>;

  putReceipt(threadId: string, role: Role, seq: number, atMs: number): Promise<void>;
  /** When the role first marked as read up to `seq` or further, in ms since the epoch; null if no receipt says so. */
  findReceipt(threadId: string, role: Role, seq: number): Promise<number | null>;

  /**
   * Adds a connection; returns where the user then is, the connection included. Null if the user was banned when
   * it was opened.
   */
  openConnection(connection: Recipient): Promise<Presence | null>;
  /** Bans the user from opening connections until then; returns where the user is. */
  banUser(userId: string, ban: { nowMs: number; untilMs: number }): Promise<Presence>;
  /** Null if the connection is unknown or has ended. */
  findConnection(userId: string, connectionId: string): Promise<PresentConnection | null>;
  /** Where the users are, in no order and without those who have never connected; strongly consistent. */
  listPresences(userIds: string[]): Promise<Presence[]>;
  /** Both strongly consistent, in one request. */
  readThreadAndPresence(
    threadId: string,
    userId: string,
  ): Promise<{ thread: Thread | null; presence: Presence | null }>;
  /** Sets the connection's name and end; returns where the user then is, null if the connection has ended. */
  renewConnection(connection: Recipient): Promise<Presence | null>;
  /**
   * Ends a connection, and leaves `threadId` for it. Returns where the user was before, null if they have never
   * connected. The connection's rooms stay among the unfinished ends until `forgetRooms`.
   */
  endConnection(ended: { userId: string; connectionId: string; threadId?: string }): Promise<Presence | null>;
  /** The rooms of an ended connection have been left. */
  forgetRooms(userId: string, connectionId: string): Promise<void>;
  /** Forgets expired connections and their rooms, if none of them has been renewed since it was read. */
  dropConnections(userId: string, expired: PresentConnection[]): Promise<void>;

  /** Joins the room; returns where the user then is, null if the connection has ended. */
  enterRoom(member: RoomMember): Promise<Presence | null>;
  /** Writes the room's row again; false if the connection has ended. */
  putRoom(member: RoomMember): Promise<boolean>;
  /** Sets name and end in the room's row, if there is one. */
  renewRoom(member: RoomMember): Promise<void>;
  /** Leaves the room. `wasMember`: this call has deleted the room's row. `presence`: where the user then is. */
  leaveRoom(
    connection: { userId: string; connectionId: string },
    threadId: string,
  ): Promise<{ wasMember: boolean; presence: Presence | null }>;
  /** Deletes the room's row; true if this call did. */
  deleteRoom(threadId: string, connectionId: string): Promise<boolean>;
  /** As `deleteRoom`, for a connection that has ended: a join that is still under way is kept from writing the row. */
  closeRoom(threadId: string, connectionId: string, nowMs: number): Promise<boolean>;

  /** Moves the thread to this step in the inboxes of these participants, never back. */
  touchInboxes(
    thread: { id: string; client: User; freelancer: User },
    step: number,
    who: readonly Role[],
  ): Promise<void>;
  dropFromInbox(userId: string, threadId: string): Promise<void>;
  /** Newest step first, from `fromStep` or after the row `after`. */
  listInbox(
    userId: string,
    options: { limit: number; fromStep?: number | undefined; after?: InboxRow | null },
  ): Promise<InboxPage>;

  /** The user's block of the other, also while it is being lifted. */
  findBlock(userId: string, otherId: string): Promise<Block | null>;
  /** Those of the two users who have blocked the other. */
  findBlockers(userId: string, otherId: string): Promise<string[]>;
  listBlocks(userId: string): Promise<Block[]>;
  /** Begins a block, or begins it again. */
  putBlock(userId: string, otherId: string, nowMs: number): Promise<Block>;
  /** Begins to lift a block; null if there is none. */
  liftBlock(userId: string, otherId: string): Promise<Block | null>;
  /**
   * Records that the block, or its end, has been written to all threads. False if another call has changed the block
   * since.
   */
  finishBlock(block: Block): Promise<boolean>;
  /** The threads of the two, deleted ones included, page by page; `after` is `next` of the page before. */
  listThreadsWith(userId: string, otherId: string, after?: string): Promise<{ threadIds: string[]; next?: string }>;
  /** Says in the thread's own row whether the user has blocked the other. Null if there is no such thread. */
  setBlockedBy(threadId: string, userId: string, isBlocked: boolean): Promise<Thread | null>;

  /** Writes the unread row, unless it was written for a later message. */
  putUnread(userId: string, threadId: string, seq: number): Promise<void>;
  listUnread(userId: string): Promise<UnreadRow[]>;
  /**
   * Removes the role from `unreadFor` if no message has come since the thread was read, or if the role has
   * it still deleted.
   */
  clearUnread(thread: Thread, role: Role): Promise<boolean>;
  /** Deletes the row, unless it was written again since it was read. */
  dropUnread(userId: string, row: UnreadRow): Promise<void>;
}
