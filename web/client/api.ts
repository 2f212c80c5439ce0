import type { ErrorCode, ErrorDetail } from '../../protocol/errors.ts';
import type { EventData, EventName } from '../../protocol/events.ts';
import type { Member, Message, Thread, User } from '../../protocol/objects.ts';

/** A code of the contract, or `network`: no answer came, so the request may or may not have been carried out. */
export type FailureCode = ErrorCode | 'network';

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

/** A JWT, or what fetches one; a fetcher is asked again when its token runs out or was refused. */
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
  /** The server does not take the token, nor a fresh one: nothing is tried until `connect` or `retryNow()`. */
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
  /** What went wrong without anybody waiting for the answer: a token that could not be fetched, a full disk. */
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

/** The part of the browser's WebSocket that the client uses; that of npm `ws` has it too. */
export interface SocketLike {
  onopen: ((event: never) => void) | null;
  onmessage: ((event: never) => void) | null;
  onclose: ((event: never) => void) | null;
  onerror: ((event: never) => void) | null;
  send(data: string): void;
  close(code?: number): void;
}
export type SocketConstructor = new (url: string, protocols: string[]) => SocketLike;

/** An outbox entry as it is kept between runs. */
export interface StoredEntry {
  id: string;
  userId: string;
  threadId: string;
  content: string;
  metadata: Record<string, unknown> | null;
  createdAtMs: number;
  /** The last `seq` seen when it was first sent; null until then. The same in each retry (WS-10). */
  afterSeq: number | null;
  failure: Failure | null;
}

/**
 * Where the outbox survives a reload. Tabs may share it: should two of them send the same entry, both do it with the same
 * id and the same `afterSeq`, so that the server stores one message.
 */
export interface OutboxStore {
  /** The user's entries that no other living tab takes care of; from now on they are this client's to send. */
  adopt(userId: string): Promise<StoredEntry[]>;
  add(entry: StoredEntry): Promise<void>;
  /**
   * Writes the entry if the stored one's `afterSeq` is still `previousAfterSeq`; else another tab was faster.
   * @returns what is stored now; null where the entry is no longer there, since another tab has brought it to its end
   */
  update(entry: StoredEntry, previousAfterSeq: number | null): Promise<StoredEntry | null>;
  remove(id: string): Promise<void>;
}

/** Clock, chance and the state of the device: the platform's own unless a test hands in others. */
export interface Environment {
  nowMs(): number;
  /** From 0 to below 1. */
  random(): number;
  /** A new `client_message_id`. */
  newId(): string;
  /** Calls back once, not before `delayMs`; returns what cancels it. */
  after(delayMs: number, callback: () => void): Unsubscribe;
  isOnline(): boolean;
  /** Reports `online`, `offline`, and `wake` when the tab becomes visible again. */
  watch(callback: (change: 'online' | 'offline' | 'wake') => void): Unsubscribe;
}

/** Every duration of the client, in milliseconds. */
export interface Timing {
  /** The upper bound of the first wait after a lost connection; it doubles with each failed attempt. */
  backoffBaseMs: number;
  backoffMaxMs: number;
  /** From opening a socket to `connection_confirmed`. */
  connectTimeoutMs: number;
  /** From a frame to its reply; after that the connection counts as broken. */
  requestTimeoutMs: number;
  /** The same for the question whether a connection still lives, after the tab slept or the network changed. */
  wakeTimeoutMs: number;
  /** How often a quiet connection is used, so that the gateway does not close it. */
  pingEveryMs: number;
  /** How old a connection becomes before a new one takes its place. */
  replaceAfterMs: number;
  /** How long before its expiry a token is renewed. */
  renewBeforeMs: number;
  /** How long a gap may last before it is fetched: a push that was overtaken is often about to arrive. */
  gapPatienceMs: number;
  /** How long the client waits after an `internal` of the server before it tries again. */
  retryInternalMs: number;
  /** How long after it was sent a message can change (`CHAT_EDIT_WINDOW`): younger ones are fetched again after a loss. */
  editWindowMs: number;
  /** `typing_start` is sent at most this often, */
  typingRepeatMs: number;
  /** and typing ends, one's own and that of others, after this much silence. */
  typingEndsMs: number;
}

export interface ChatClientOptions {
  /** `wss://HOST/ws` */
  socketUrl: string;
  /** The base of REST: `https://HOST/api/chat`, or `/api/chat` in a page of the same origin. */
  apiUrl: string;
  /** Whose outbox is shown before the first connection; else the token's `sub`. */
  userId?: string;
  /** Default: the platform's `WebSocket`. In Node 20 hand in that of npm `ws`. */
  WebSocket?: SocketConstructor;
  fetch?: typeof fetch;
  /** Default: IndexedDB where there is one, else memory. */
  outboxStore?: OutboxStore;
  environment?: Environment;
  timing?: Partial<Timing>;
}
