import type { Message, Thread } from '../../../../protocol/objects.ts';
import type { StoredEntry } from '../../api/options.ts';
import type { Failure } from '../../api/types.ts';
import type { Connection } from './connection.ts';
import type { Requests } from './request.ts';
import type { Room } from './room.ts';

/** A message of the outbox. */
export interface Entry extends StoredEntry {
  /**
   * How many writes to the store are under way. It is sent after the last one, so a retry after a reload has the same
   * `after_seq`.
   */
  writes: number;
  inFlight: boolean;
  attempts: number;
  notBeforeMs: number | null;
  /** After a `conflict` (WS-10): the `seq` up to which the thread was searched for the message. */
  searchedTo: number | null;
  /** The stored message, while an earlier one is still missing in the log. */
  accepted: Message | null;
}

export interface InboxState {
  status: 'empty' | 'loading' | 'ready';
  failure: Failure | null;
  listed: ReadonlySet<string>;
  cursor: string | null;
  /** Threads that a push listed after the last load began. That load may have missed them. */
  fresh: ReadonlySet<string>;
  /** Threads that the user removed. An inactive thread among them stays removed. */
  removed: ReadonlySet<string>;
  /** The threads that the last load of the archive found; null before the first one. */
  archive: ReadonlySet<string> | null;
}

/** All that the client knows. Immutable: each step makes a new one. */
export interface ClientState {
  connection: Connection;
  /** True between `connect` and `disconnect`. */
  isWanted: boolean;
  isOnline: boolean;
  /** How many times in a row a token was refused. */
  refusals: number;
  /** The user of this client: from the options, else from the token, until the server confirms it. */
  userId: string | null;
  /** The server's time minus the device's steady clock; before the first connection, the device's date minus it. */
  clockOffsetMs: number;
  lastFrameAtMs: number;
  nextSocket: number;
  nextRequest: number;
  requests: Requests;
  /** The server has refused a join for the rate of all calls (WS-18): no room is joined before. */
  joinsPausedUntilMs: number;
  rooms: ReadonlyMap<string, Room>;
  threads: ReadonlyMap<string, Thread>;
  /** Unread messages by thread, including threads that are not loaded. */
  unread: ReadonlyMap<string, number>;
  inbox: InboxState;
  /** By thread, in the order of sending. */
  outbox: ReadonlyMap<string, readonly Entry[]>;
}

export function initialState(userId: string | null, clockOffsetMs: number): ClientState {
  return {
    connection: { kind: 'idle' },
    isWanted: false,
    isOnline: true,
    refusals: 0,
    userId,
    clockOffsetMs,
    lastFrameAtMs: 0,
    nextSocket: 1,
    nextRequest: 1,
    requests: new Map(),
    joinsPausedUntilMs: 0,
    rooms: new Map(),
    threads: new Map(),
    unread: new Map(),
    inbox: {
      status: 'empty',
      failure: null,
      listed: new Set(),
      cursor: null,
      fresh: new Set(),
      removed: new Set(),
      archive: null,
    },
    outbox: new Map(),
  };
}
