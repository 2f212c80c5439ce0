import type { Failure, Unsubscribe } from './types.ts';

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
  /** How many entries the user has, those of other tabs included. */
  count(userId: string): Promise<number>;
  /** Removes all entries of the user, those of other tabs included. */
  clear(userId: string): Promise<void>;
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
