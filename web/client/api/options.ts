import type { EntryFile, Failure, Unsubscribe } from './types.ts';
import type { PutBytes, UploadStore } from './upload-types.ts';

/** The part of the browser's WebSocket that the client uses. The class of npm `ws` has it too. */
export interface SocketLike {
  onopen: ((event: never) => void) | null;
  onmessage: ((event: never) => void) | null;
  onclose: ((event: never) => void) | null;
  onerror: ((event: never) => void) | null;
  send(data: string): void;
  close(code?: number): void;
}
/** The class of a WebSocket: that of the browser, or of npm `ws`. */
export type SocketConstructor = new (url: string, protocols: string[]) => SocketLike;

/** An outbox entry as it is stored between runs. */
export interface StoredEntry {
  id: string;
  userId: string;
  threadId: string;
  content: string;
  metadata: Record<string, unknown> | null;
  /** The `seq` of the message that it replies to. Absent in entries that an earlier version has stored. */
  replyTo?: number | null | undefined;
  /** Absent in messages without files. */
  files?: readonly EntryFile[] | undefined;
  createdAtMs: number;
  /** The last `seq` that was known when it was first sent; null before that. Every retry sends the same one (WS-10). */
  afterSeq: number | null;
  failure: Failure | null;
}

/**
 * Keeps the outbox across reloads. Tabs may share it: if two of them send the same entry, they send the same id and the
 * same `afterSeq`, so that the server stores one message (WS-10).
 */
export interface OutboxStore {
  /** Returns the user's entries that belong to no other open tab. From now on they belong to this client. */
  adopt(userId: string): Promise<StoredEntry[]>;
  add(entry: StoredEntry): Promise<void>;
  /**
   * Writes the entry if the stored one's `afterSeq` is still `previousAfterSeq`. Otherwise another tab was faster.
   *
   * @returns what is stored now; null if another tab has sent or discarded the entry
   */
  update(entry: StoredEntry, previousAfterSeq: number | null): Promise<StoredEntry | null>;
  remove(id: string): Promise<void>;
  /** The number of the user's entries, including those of other tabs. */
  count(userId: string): Promise<number>;
  /** Removes all entries of the user, including those of other tabs. */
  clear(userId: string): Promise<void>;
}

/** The clocks, random numbers, timers and network state. By default those of the platform. */
export interface Environment {
  /** The date of the device. The user may set it, so it serves only until the server has told its time. */
  dateMs(): number;
  /** A clock that is never set, from any start. It may stand while the device sleeps. */
  steadyMs(): number;
  /** A number from 0 to below 1. */
  random(): number;
  /** A new `client_message_id`. */
  newId(): string;
  /** Calls `callback` once, not before `delayMs`. The returned function cancels it. */
  after(delayMs: number, callback: () => void): Unsubscribe;
  isOnline(): boolean;
  /** Calls `callback` with each change of the network, and when the user turns to the tab. */
  watch(callback: (change: DeviceChange) => void): Unsubscribe;
}

/**
 * `wake`: the tab became visible, or the device woke up. `attend`: the window got the focus, or the user moves the
 * pointer over it.
 */
export type DeviceChange = 'online' | 'offline' | 'wake' | 'attend';

/** All durations of the client, in milliseconds. */
export interface Timing {
  /**
   * The maximum of the first wait after a lost connection. It doubles with each failed attempt, up to `backoffMaxMs`.
   */
  backoffBaseMs: number;
  backoffMaxMs: number;
  /** A connection that lasted this long does not count as a failed attempt. */
  lastingMs: number;
  /** From the start of an attempt to `connection_confirmed`. */
  connectTimeoutMs: number;
  /** From a frame to its reply. After that the connection counts as broken. */
  requestTimeoutMs: number;
  /** The same for the `ping` that checks the connection after the tab was suspended or the network changed. */
  wakeTimeoutMs: number;
  /** After this long without a frame, the connection is checked when the user turns to the tab. */
  quietMs: number;
  /** How often an idle connection sends a frame, so that the gateway does not close it. */
  pingEveryMs: number;
  /** The age at which a connection is replaced by a new one. */
  replaceAfterMs: number;
  /** How long before it expires a token is renewed. */
  renewBeforeMs: number;
  /** How long the outbox store may take. After that the client goes on in memory. */
  storeTimeoutMs: number;
  /** How long a gap may last before its messages are fetched. Often the missing push is about to arrive. */
  gapPatienceMs: number;
  /** The minimum wait after an `internal` of the server before a retry. */
  retryInternalMs: number;
  /** The server's `CHAT_EDIT_WINDOW` (WS-13). Messages within it are fetched again after a lost connection. */
  editWindowMs: number;
  /** `typing_start` is sent at most once in this time. */
  typingRepeatMs: number;
  /** `typing_stop` is sent after this long without a key press. */
  typingPauseMs: number;
  /**
   * Another user's typing ends this long after their latest `typing_start`, if neither `typing_stop` nor
   * a message came.
   */
  typingShownMs: number;
}

/** Where the chat is, and what the client uses in place of the platform. Only the addresses are required. */
export interface ChatClientOptions {
  /** `wss://HOST/ws` */
  socketUrl: string;
  /** The base of REST: `https://HOST/api/chat`, or `/api/chat` in a page of the same origin. */
  apiUrl: string;
  /** The user whose outbox is shown before the first connection. Default: the `sub` of the token. */
  userId?: string;
  /** Default: the platform's `WebSocket`. Node 20 has none: pass the class of npm `ws`. */
  WebSocket?: SocketConstructor;
  fetch?: typeof fetch;
  /** Default: IndexedDB if the platform has it, else memory. */
  outboxStore?: OutboxStore;
  /** Default: as for `outboxStore`. */
  uploadStore?: UploadStore;
  /** How the parts of a file are sent. Default: by XMLHttpRequest if the platform has it, else by `fetch`. */
  putBytes?: PutBytes;
  environment?: Environment;
  timing?: Partial<Timing>;
}
