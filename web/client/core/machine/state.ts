import type { Member, Message, Thread, User } from '../../../../protocol/objects.ts';
import type { Failure } from '../../api/types.ts';
import type { StoredEntry } from '../../api/options.ts';
import { emptyLog, type Log } from '../log/log.ts';
import type { Requests } from '../requests/requests.ts';

/** A socket on its way from a token to `connection_confirmed`. */
export interface Dial {
  /** Sockets are numbered from 1; what a number that is no longer known says is ignored. */
  socket: number;
  stage: 'token' | 'opening' | 'hello' | 'probing';
  dueMs: number;
  token: string | null;
  expiresAtMs: number | null;
}

/** An established connection. */
export interface Connected {
  kind: 'connected';
  socket: number;
  user: User;
  connectionId: string;
  openedAtMs: number;
  /** Failed attempts before it; counted on where the connection does not last. */
  attempt: number;
  expiresAtMs: number | null;
  /** When to renew the token; null while that is under way, or where the token never expires. */
  renewAtMs: number | null;
  replaceAtMs: number;
  pingAtMs: number;
  /** The connection that will take this one's place. */
  successor: Dial | null;
  /** The one whose place this took: it still hears pushes and the answers to its requests. */
  retiring: { socket: number; dueMs: number } | null;
}

export type Connection =
  | { kind: 'idle' }
  | { kind: 'offline' }
  | { kind: 'refused'; error: Failure }
  | { kind: 'waiting'; retryAtMs: number; attempt: number }
  | { kind: 'connecting'; attempt: number; dial: Dial }
  | Connected;

/** A thread as far as this client takes part in it. */
export interface Room {
  id: string;
  /** The caller wants to be joined. */
  wanted: boolean;
  /** The socket on which the thread was joined last. */
  joinedOn: number | null;
  /** A `join_thread` or `leave_thread` is in flight: one at a time, since the server runs frames side by side. */
  busy: boolean;
  /** Nothing is missing, as far as anybody can know. */
  synced: boolean;
  /** After which `seq` the next page is fetched; null where nothing is to be fetched. */
  cursor: number | null;
  /** From which `seq` on messages may have changed unnoticed since contact was lost; null without a loss. */
  resyncFrom: number | null;
  /** When a gap that does not close by itself is fetched. */
  gapAtMs: number | null;
  /** How often in a row a gap was fetched in vain. */
  gapTries: number;
  /** Not to be joined before. */
  retryAtMs: number | null;
  failure: Failure | null;
  log: Log;
  members: readonly Member[];
  typing: readonly { user: User; untilMs: number }[];
  ownTyping: { sentAtMs: number; stopAtMs: number } | null;
  read: ReadJob;
}

/** The wish that the thread be read up to a message, until the server confirms it. */
export interface ReadJob {
  upToSeq: number | 'all' | null;
  /** What was asked for and not answered yet. */
  inFlight: number | 'all' | null;
  notBeforeMs: number | null;
  /** Who waits for the answer. */
  calls: readonly number[];
}

/** A message on its way. */
export interface Entry extends StoredEntry {
  /** Writes to disk under way. It is sent after the last one, so that a retry after a reload has the same `after_seq`. */
  writes: number;
  inFlight: boolean;
  attempts: number;
  notBeforeMs: number | null;
  /** After a `conflict`: up to which `seq` the thread was searched for it. */
  searchedTo: number | null;
  /** The message it became, while an earlier one is still missing in the log. */
  accepted: Message | null;
}

export interface InboxState {
  status: 'empty' | 'loading' | 'ready';
  failure: Failure | null;
  listed: ReadonlySet<string>;
  cursor: string | null;
  /** Listed by a push since the last load began: that load may not know of them. */
  fresh: ReadonlySet<string>;
  /** Taken out by the user; an inactive thread among them stays out. */
  removed: ReadonlySet<string>;
}

export interface ClientState {
  connection: Connection;
  /** Between `connect` and `disconnect`. */
  isWanted: boolean;
  isOnline: boolean;
  /** How often in a row a token was refused. */
  refusals: number;
  /** Whose client this is: known from the options or the token before the server says it. */
  userId: string | null;
  /** Server clock minus this device's. */
  clockOffsetMs: number;
  lastFrameAtMs: number;
  nextSocket: number;
  nextRequest: number;
  requests: Requests;
  rooms: ReadonlyMap<string, Room>;
  threads: ReadonlyMap<string, Thread>;
  /** Unread messages by thread, of those not loaded too. */
  unread: ReadonlyMap<string, number>;
  inbox: InboxState;
  /** By thread, in the order of sending. */
  outbox: ReadonlyMap<string, readonly Entry[]>;
}

export const noRead: ReadJob = { upToSeq: null, inFlight: null, notBeforeMs: null, calls: [] };

export function newRoom(id: string): Room {
  return {
    id,
    wanted: false,
    joinedOn: null,
    busy: false,
    synced: false,
    cursor: null,
    resyncFrom: null,
    gapAtMs: null,
    gapTries: 0,
    retryAtMs: null,
    failure: null,
    log: emptyLog,
    members: [],
    typing: [],
    ownTyping: null,
    read: noRead,
  };
}

export function initialState(userId: string | null): ClientState {
  return {
    connection: { kind: 'idle' },
    isWanted: false,
    isOnline: true,
    refusals: 0,
    userId,
    clockOffsetMs: 0,
    lastFrameAtMs: 0,
    nextSocket: 1,
    nextRequest: 1,
    requests: new Map(),
    rooms: new Map(),
    threads: new Map(),
    unread: new Map(),
    inbox: { status: 'empty', failure: null, listed: new Set(), cursor: null, fresh: new Set(), removed: new Set() },
    outbox: new Map(),
  };
}
