import type { Member, Message, ServerEvents, Thread, User } from './contract.ts';
import type { Failure } from './failure-types.ts';
import type { Upload } from './upload-types.ts';

export type * from './failure-types.ts';

/**
 * A JWT, or a function that fetches one. The function is called again when its token is about to expire or was refused,
 * and after some failed attempts to connect. If it rejects with `new ChatError('unauthorized', …)`, the user is signed
 * out and the client becomes `refused`. Any other rejection counts as a lost network, and the client retries.
 */
export type TokenSource = string | (() => Promise<string>);

/**
 * `current`: the kept token, if it has not expired. `again`: asks the source once more, which may return the same.
 * `another`: the kept one was refused or is about to expire.
 */
export type WhichToken = 'current' | 'again' | 'another';

/** The state of the connection. */
export type ConnectionState =
  /** Before `connect` and after `disconnect`. */
  | { kind: 'idle' }
  | { kind: 'connecting' }
  | { kind: 'connected'; user: User; connectionId: string }
  /** The next attempt is made at `retryAtMs` (see `performance.now()`), or at once on `retryNow()`. */
  | { kind: 'waiting'; retryAtMs: number; attempt: number }
  /** The device reports that it has no network. The client connects when it is back, and tries now and then before. */
  | { kind: 'offline' }
  /**
   * The server refused the token and a fresh one, or the token source reports that the user is signed out. The client
   * does nothing until `connect` or `retryNow()`.
   */
  | { kind: 'refused'; error: Failure };

/** An unsent message. Once the server has stored it, it leaves the outbox and is in the log of its thread. */
export interface OutboxEntry {
  /** The message's `client_message_id`. */
  id: string;
  threadId: string;
  content: string;
  metadata: Record<string, unknown> | null;
  /** The `seq` of the message that it replies to. */
  replyTo: number | null;
  /** Its files. It is sent once all of them are complete; other messages need not wait for it. */
  files: readonly EntryFile[];
  createdAtMs: number;
  status: OutboxStatus;
}

/** A file of a message that is not sent yet. */
export interface EntryFile {
  /** The id of the upload. */
  upload: string;
  /** The id of the complete attachment; null before that. */
  attachment: string | null;
}

/** What becomes of a message that is not stored yet. */
export type OutboxStatus =
  /** Waits for its turn, for the connection, or for the reply. */
  | { kind: 'sending' }
  /** The server refuses it: call `retry` or `discard`. Later messages of the thread are still sent. */
  | { kind: 'failed'; error: Failure };

/** What the client knows about a thread: an immutable snapshot, the same object until something in it changes. */
export interface ThreadLog {
  threadId: string;
  /** As the user sees it (WS-9); null until the thread has been joined or listed. */
  thread: Thread | null;
  /** In the order of `seq`, without gaps or repeats. */
  messages: readonly Message[];
  /** Whether earlier messages exist: see `loadOlder`. */
  hasOlder: boolean;
  /**
   * The messages around one far back, after `pages.around`: in the order of `seq`, without gaps, and apart from
   * `messages`. `pages.older` and `pages.newer` make it longer; null again once it has met `messages`, and after
   * `pages.showNewest`.
   */
  window: { messages: readonly Message[]; hasOlder: boolean } | null;
  /** The two participants, and whether they have the thread open. Empty until the thread has been joined. */
  members: readonly Member[];
  /** The other users who are typing. A user is removed on `typing_stop`, on their message, or after 22 s of silence. */
  typing: readonly User[];
  /** The user's unsent messages of this thread, in the order in which they will be sent. */
  outbox: readonly OutboxEntry[];
  /**
   * `left`: not joined. `loading`: joining, or fetching missed messages. `live`: no message is missing.
   * `failed`: the server refused the join.
   */
  status: { kind: 'left' } | { kind: 'loading' } | { kind: 'live' } | { kind: 'failed'; error: Failure };
}

/** The user's threads: an immutable snapshot. */
export interface Inbox {
  /** The threads loaded so far without archived ones: pinned ones first, then newest `last_message_at` first. */
  threads: readonly Thread[];
  /** The archived threads known so far, in the same order: all of them after `loadArchive`. */
  archived: readonly Thread[];
  isArchiveLoaded: boolean;
  /** The unread messages of all threads, including those that are not loaded. */
  unreadTotal: number;
  /** More threads can be loaded with `loadThreads`. */
  hasMore: boolean;
  status: { kind: 'empty' } | { kind: 'loading' } | { kind: 'ready' } | { kind: 'failed'; error: Failure };
}

/** Events of the client itself. */
export interface LocalEvents {
  connection: ConnectionState;
  log: ThreadLog;
  inbox: Inbox;
  outbox: readonly OutboxEntry[];
  uploads: readonly Upload[];
  /** The server has stored an entry of the outbox as this message. */
  sent: { id: string; message: Message };
  /** A failure that no call waits for: a token that could not be fetched, or (once) an outbox that cannot be saved. */
  failure: Failure;
}

/**
 * All events, by name. Events of the server have the data of the contract. `new_message` is emitted once for each
 * message, in the order of `seq` without gaps. `message_edited`, `message_deleted`, `message_updated` and
 * `messages_read` are emitted only if they change something; all others as often as the server sends them.
 */
export type ChatEvents = ServerEvents & LocalEvents;
/** The name of an event, for `client.on`. */
export type ChatEventName = keyof ChatEvents;
/** Is called with the data of an event. */
export type Listener<E extends ChatEventName> = (data: ChatEvents[E]) => void;
/** Ends a subscription. A second call does nothing. */
export type Unsubscribe = () => void;
