import type { Role, User } from '../../../protocol/objects.ts';
import type { Head, LogMessage, Mark, Recipient, RoomMember, Snapshot, Thread } from '../model/types.ts';

export interface ReadOptions {
  /** How many of the newest messages are needed at least. */
  messages: number;
  /** True: nothing that was committed before is missed, at twice the price. */
  consistent: boolean;
}

/** A row of somebody's inbox: which thread, and the step of its last activity. */
export interface InboxRow {
  threadId: string;
  activeStep: number;
}

export interface InboxPage {
  rows: InboxRow[];
  /** Where to go on; null at the end. */
  next: InboxRow | null;
}

/** Says that a thread may have unread messages for a user; each time that it is written it gets a new version. */
export interface UnreadRow {
  threadId: string;
  /** The newest message when it was written. */
  seq: number;
  version: string;
}

/** What moves with the head of a thread. */
export interface HeadChange {
  /** The step of the inbox that both rows have been moved to. */
  step: number;
  /** The thread becomes active, and nobody has deleted it any more. */
  revive: boolean;
  /** Whose unread rows were written for it. */
  addUnreadFor: Role[];
  /** Whose unread rows were there: where one of them has gone, the head is not written. */
  knownUnreadFor: Role[];
}

/** What came of appending a message: done, or another one has its place (null: not known which). */
export type Appended = { done: true } | { done: false; taken: LogMessage | null };

/** `place_taken`: by another message, or by a thread that somebody else has created. */
export type EventAppended = 'done' | 'place_taken' | 'event_known';

/** What a fresh token can have changed of a connection since its handshake. */
export type EnteredConnection = Pick<Recipient, 'username' | 'expiresAtSeconds'>;

/** An event of the marketplace whose message stands in the log. */
export interface KnownEvent {
  threadId: string;
  seq: number;
  /** False where the call that wrote it may have died before it had told everybody. */
  isTold: boolean;
}

/**
 * The table, in words of the chat. Reads give null for what is not there; a write with a condition says whether it held.
 * Every call is one DynamoDB request, but for those whose lists can run over several.
 */
export interface Store {
  readThread(threadId: string, options: ReadOptions): Promise<Snapshot>;
  /** The thread and who has joined it, without messages. */
  readRoom(threadId: string, consistent: boolean): Promise<Snapshot>;
  /** Who has joined the thread; nobody who had before is missed. */
  listMembers(threadId: string): Promise<RoomMember[]>;
  readThreads(threadIds: string[]): Promise<Thread[]>;
  /** False where the thread is there already. */
  createThread(thread: Thread): Promise<boolean>;
  /** Writes the head unless the row's is newer, or an unread row has gone; gives the thread as it then is. */
  writeHead(threadId: string, head: Head, change: HeadChange): Promise<Thread>;
  /** Closes the thread for messages of its participants. */
  close(threadId: string): Promise<Thread>;
  /** Opens the thread, deleted by nobody any more; the unread rows of these are there. */
  open(threadId: string, addUnreadFor: Role[]): Promise<Thread>;
  hideThread(threadId: string, role: Role): Promise<Thread>;
  rename(
    threadId: string,
    names: { client?: string | undefined; freelancer?: string | undefined; jobTitle?: string | undefined },
  ): Promise<void>;
  /**
   * Gives the thread as it was before; null where another call has read at least as far, then nothing is changed. `known` is the
   * mark that was read before: it stands for the one that this call has overwritten itself, where its first answer was lost.
   */
  writeMark(threadId: string, role: Role, mark: Mark, known: Mark | null): Promise<Thread | null>;

  appendMessage(threadId: string, message: LogMessage): Promise<Appended>;
  /** Message, event and, where one is given, the new thread: all of them or none. */
  appendEventMessage(
    threadId: string,
    message: LogMessage,
    event: { id: string; nowMs: number },
    newThread: Thread | null,
  ): Promise<EventAppended>;
  findEvent(eventId: string, nowMs: number): Promise<KnownEvent | null>;
  /** Everybody has been told of the event's message. */
  markEventTold(eventId: string): Promise<void>;
  getMessage(threadId: string, seq: number, consistent: boolean): Promise<LogMessage | null>;
  /** Oldest first, `from` to `to` both included; at most `limit`, from the low end or the high end. */
  listMessages(
    threadId: string,
    range: { from: number; to: number; limit: number; end: 'low' | 'high' },
  ): Promise<LogMessage[]>;
  findRepeat(
    threadId: string,
    clientMessageId: string,
    author: Role,
    range: { from: number; to: number },
  ): Promise<LogMessage | null>;
  /** Replaces a message whose revision is one less than the given one's; false where it is not. */
  replaceMessage(threadId: string, message: LogMessage): Promise<boolean>;

  putReceipt(threadId: string, role: Role, seq: number, atMs: number): Promise<void>;
  /** When the role first marked as read up to `seq` or further; null where no receipt says so. */
  findReceipt(threadId: string, role: Role, seq: number): Promise<number | null>;

  openConnection(connection: Recipient): Promise<void>;
  /** Null where the connection is not known (any more). */
  getConnection(connectionId: string): Promise<Recipient | null>;
  /** Sets the connection's name and end, in its rows and in those of the rooms that it has joined. */
  renewConnection(connection: Recipient): Promise<void>;
  /** From now on nobody knows the connection; gives the threads that it had joined, to the first who ends it. */
  endConnection(connectionId: string, userId: string): Promise<string[]>;
  listConnections(userId: string): Promise<Recipient[]>;
  /** Joins the room: whether it had been joined before, and the connection's name and end (null: it is not known any more). */
  enterRoom(member: RoomMember): Promise<{ wasMember: boolean; connection: EnteredConnection | null }>;
  /** True where the connection was in the room. */
  leaveRoom(threadId: string, connectionId: string, options: { connectionStays: boolean }): Promise<boolean>;

  /** Moves the thread to this step in both inboxes; never back. */
  touchInboxes(thread: { id: string; client: User; freelancer: User }, step: number): Promise<void>;
  dropFromInbox(userId: string, threadId: string): Promise<void>;
  /** Newest step first, from `fromStep` or `after` on. */
  listInbox(
    userId: string,
    options: { limit: number; fromStep?: number | undefined; after?: InboxRow | null },
  ): Promise<InboxPage>;

  /** Never for an older message than the row is there for. */
  putUnread(userId: string, threadId: string, seq: number): Promise<void>;
  listUnread(userId: string): Promise<UnreadRow[]>;
  /** Takes the role out of `unreadFor`, if the thread is as it was read: with no newer message, or still deleted by the role. */
  clearUnread(thread: Thread, role: Role): Promise<boolean>;
  /** Does nothing where the row was written since it was read. */
  dropUnread(userId: string, row: UnreadRow): Promise<void>;
}
