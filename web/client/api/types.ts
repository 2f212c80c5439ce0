import type { ErrorCode, ErrorDetail } from '../../../protocol/errors.ts';
import type { EventData, EventName } from '../../../protocol/events.ts';
import type { Member, Message, Thread, User } from '../../../protocol/objects.ts';

/**
 * A code of the contract; or `network`: no answer came, so the request may or may not have been carried out; or `storage`: the
 * device does not keep the outbox, so that what is not sent yet is lost with the page.
 */
export type FailureCode = ErrorCode | 'network' | 'storage';

/** Why something did not work. A value, never thrown. */
export interface Failure {
  code: FailureCode;
  /** In English and technical, for logs; the page has its own words for each code. */
  message: string;
  details?: ErrorDetail[];
  /** With `rate_limited`: when trying again will help. */
  retryAfterMs?: number;
}

/** What an operation came to. Promises of the client resolve to it and never reject. */
export type Result<T> = { ok: true; value: T } | { ok: false; error: Failure };

/**
 * A JWT, or what fetches one; a fetcher is asked again when its token runs out or was refused. One that knows that the user is
 * signed out rejects with `new ChatError('unauthorized', …)`: the client is then `refused`. Whatever else it rejects with
 * counts as a lost network, and it is asked again.
 */
export type TokenSource = string | (() => Promise<string>);

/** How the client is connected. */
export type ConnectionState =
  /** Before `connect` and after `disconnect`. */
  | { kind: 'idle' }
  | { kind: 'connecting' }
  | { kind: 'connected'; user: User; connectionId: string }
  /** The next attempt is made at `retryAtMs` (as `Date.now()` counts), or at once on `retryNow()`. */
  | { kind: 'waiting'; retryAtMs: number; attempt: number }
  /** The device says that it has no network; the client connects when it returns. */
  | { kind: 'offline' }
  /** The token is not taken, nor a fresh one, or its source says that the user is signed out: nothing is tried until `connect` or `retryNow()`. */
  | { kind: 'refused'; error: Failure };

/** A message on its way. Once it is stored it leaves the outbox and stands in the thread's log. */
export interface OutboxEntry {
  /** The message's `client_message_id`. */
  id: string;
  threadId: string;
  content: string;
  metadata: Record<string, unknown> | null;
  createdAtMs: number;
  status: OutboxStatus;
}

export type OutboxStatus =
  /** Waits for its turn, for the connection, or for the answer. */
  | { kind: 'sending' }
  /** The server will not take it: `retry` or `discard` it. Later messages of the thread are sent all the same. */
  | { kind: 'failed'; error: Failure };

/** What the client knows of a thread: an immutable snapshot, the same object until something in it changes. */
export interface ThreadLog {
  threadId: string;
  /** As this user sees it; null until the thread has been joined or listed. */
  thread: Thread | null;
  /** In the order of `seq`, without a gap or a repeat. */
  messages: readonly Message[];
  /** Messages before the first one here exist: see `loadOlder`. */
  hasOlder: boolean;
  /** The two participants and whether they have the thread open; empty until it has been joined. */
  members: readonly Member[];
  /** Who else is typing now; somebody leaves it by `typing_stop`, with their message, or after 3 s of silence. */
  typing: readonly User[];
  /** Own messages of this thread that are not stored yet, in the order in which they will be sent. */
  outbox: readonly OutboxEntry[];
  /**
   * `left`: not joined. `loading`: joining, or fetching what was missed. `live`: nothing is missing.
   * `failed`: the server refuses to let the user join.
   */
  status: { kind: 'left' } | { kind: 'loading' } | { kind: 'live' } | { kind: 'failed'; error: Failure };
}

/** The user's threads: an immutable snapshot. */
export interface Inbox {
  /** Those loaded so far, newest `last_message_at` first. */
  threads: readonly Thread[];
  /** Unread messages over all threads, those not loaded included. */
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
  /** An entry of the outbox was stored as this message. */
  sent: { id: string; message: Message };
  /** What went wrong without anybody waiting for the answer: a token that could not be fetched; once, a full disk. */
  failure: Failure;
}

/**
 * Every event, by name. Those of the server carry the data that the contract gives them. `new_message` comes once for a
 * message, in the order of `seq` without a gap, whichever way it arrived; `message_edited`, `message_deleted` and
 * `messages_read` only where they change something; the others as often as the server sends them.
 */
export type ChatEvents = { [E in EventName]: EventData<E> } & LocalEvents;
export type ChatEventName = keyof ChatEvents;
export type Listener<E extends ChatEventName> = (data: ChatEvents[E]) => void;
export type Unsubscribe = () => void;
