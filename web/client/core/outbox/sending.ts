import type { EventData } from '../../../../protocol/events.ts';
import { limits } from '../../../../protocol/limits.ts';
import type { Message } from '../../../../protocol/objects.ts';
import type { Failure } from '../../api/types.ts';
import { isRetryable } from '../../api/failures.ts';
import { findOwn, lastSeqOf } from '../log/log.ts';
import { accept, save } from './outbox.ts';
import { request } from '../requests/requests.ts';
import type { Entry } from '../machine/state.ts';
import type { Turn } from '../machine/turn.ts';

/** So many answers `internal` or `conflict` make a message fail; the user decides whether to go on. */
const attemptsMax = 8;

/** Sends the next message of a thread: one in flight at a time, so that they are stored in their order. */
export function pumpOutbox(turn: Turn, threadId: string, socket: number): void {
  const room = turn.room(threadId);
  if (room.joinedOn !== socket || !room.synced) return;
  const waiting = turn.entries(threadId).filter((entry) => entry.failure === null && entry.accepted === null);
  const next = waiting[0];
  if (!next || waiting.some((entry) => entry.inFlight) || (next.notBeforeMs ?? 0) > turn.nowMs) return;
  if (next.writes > 0) return;
  if (next.searchedTo !== null) searchOn(turn, next, socket);
  else if (next.afterSeq === null) save(turn, next, { afterSeq: lastSeqOf(room.log) });
  else send(turn, next, next.afterSeq, socket);
}

function send(turn: Turn, entry: Entry, afterSeq: number, socket: number): void {
  turn.setEntry(entry, { inFlight: true });
  const metadata = entry.metadata === null ? {} : { metadata: entry.metadata };
  request(
    turn,
    socket,
    {
      action: 'send_message',
      thread_id: entry.threadId,
      content: entry.content,
      client_message_id: entry.id,
      after_seq: afterSeq,
      ...metadata,
    },
    { kind: 'send', entryId: entry.id },
  );
}

export function sent(turn: Turn, entryId: string, message: Message): void {
  const entry = turn.findEntry(entryId);
  if (entry) accept(turn, entry, message);
}

/** Own messages among those that came in, by whichever way: their entries have arrived. */
export function storedAs(turn: Turn, threadId: string, arrived: readonly Message[]): void {
  for (const entry of turn.entries(threadId)) {
    const message = arrived.find(
      ({ client_message_id, sender }) => client_message_id === entry.id && sender?.id === turn.state.userId,
    );
    if (message) accept(turn, entry, message);
  }
}

export function sendFailed(turn: Turn, entryId: string, failure: Failure): void {
  const entry = turn.findEntry(entryId);
  if (!entry) return;
  const attempts = entry.attempts + 1;
  if (isFinal(failure, attempts)) return save(turn, entry, { inFlight: false, failure });
  if (failure.code === 'conflict') return searchFor(turn, entry, attempts);
  turn.setEntry(entry, { inFlight: false, attempts, notBeforeMs: turn.retryAtMs(failure, attempts) });
}

function isFinal(failure: Failure, attempts: number): boolean {
  if (failure.code === 'internal' || failure.code === 'conflict') return attempts >= attemptsMax;
  return !isRetryable(failure);
}

/** Begins the search after a `conflict` (WS-10) with what is new at the end of the thread. */
function searchFor(turn: Turn, entry: Entry, attempts: number): void {
  const room = turn.room(entry.threadId);
  turn.setEntry(entry, { inFlight: false, attempts, searchedTo: entry.afterSeq });
  turn.setRoom(room.id, { synced: false, cursor: room.cursor ?? lastSeqOf(room.log) });
}

/**
 * Goes on with it: looks for the message from its `after_seq` to where the log begins; the log itself is
 * watched anyway. If it is nowhere, it is sent anew from the end of the log.
 */
function searchOn(turn: Turn, entry: Entry, socket: number): void {
  const { log } = turn.room(entry.threadId);
  const message = findOwn(log, entry.id, turn.state.userId);
  if (message) return accept(turn, entry, message);
  const afterSeq = entry.searchedTo ?? 0;
  if (afterSeq + 1 >= log.firstSeq) return save(turn, entry, { searchedTo: null, afterSeq: lastSeqOf(log) });
  turn.setEntry(entry, { inFlight: true });
  request(
    turn,
    socket,
    { action: 'join_thread', thread_id: entry.threadId, after_seq: afterSeq, limit: limits.pageMax },
    { kind: 'search', entryId: entry.id },
  );
}

export function searched(turn: Turn, entryId: string, data: EventData<'thread_joined'>): void {
  const entry = turn.findEntry(entryId);
  if (!entry) return;
  const found = data.messages.find(
    ({ client_message_id, sender }) => client_message_id === entryId && sender?.id === turn.state.userId,
  );
  if (found) return accept(turn, entry, found);
  const last = data.messages.at(-1)?.seq;
  turn.setEntry(entry, { inFlight: false, searchedTo: data.has_more && last ? last : Infinity });
}
