import type { Member, User } from '../../../../protocol/objects.ts';
import type { Failure } from '../../api/types.ts';
import { emptyLog, type Log } from '../log/log.ts';

/** A thread that the user has opened, or writes to. */
export interface Room {
  id: string;
  /** The application asked to join. */
  wanted: boolean;
  /** The socket on which the thread was last joined. */
  joinedOn: number | null;
  /** A `join_thread` or `leave_thread` is in flight. Only one at a time: the server handles frames in parallel. */
  busy: boolean;
  /** No message is missing, as far as the client can know. */
  synced: boolean;
  /** The next page is fetched after this `seq`; null if nothing is to be fetched. */
  cursor: number | null;
  /** Messages after this `seq` may have changed unnoticed since contact was lost; null if contact was never lost. */
  resyncFrom: number | null;
  /** When to fetch the messages of a gap that has not closed by itself. */
  gapAtMs: number | null;
  /** How many times in a row a gap was fetched in vain. */
  gapTries: number;
  /** The earliest time of the next join. */
  retryAtMs: number | null;
  failure: Failure | null;
  log: Log;
  /** What the application looks at far from the end of the log; null if it looks at the log. */
  window: Log | null;
  members: readonly Member[];
  typing: readonly { user: User; untilMs: number }[];
  ownTyping: { sentAtMs: number; stopAtMs: number } | null;
  read: ReadJob;
}

/** A request of the application to mark the thread as read, until the server has confirmed it. */
export interface ReadJob {
  upToSeq: number | 'all' | null;
  /** The part of it that was sent and is not answered yet. */
  inFlight: number | 'all' | null;
  notBeforeMs: number | null;
  /** The calls of the application that wait for the answer. */
  calls: readonly number[];
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
    window: null,
    members: [],
    typing: [],
    ownTyping: null,
    read: noRead,
  };
}
