import type { EventData } from '../../../../protocol/events.ts';
import { limits } from '../../../../protocol/limits.ts';
import type { Message } from '../../../../protocol/objects.ts';
import { isRetryable } from '../../api/failures.ts';
import type { Failure } from '../../api/types.ts';
import { findOwn, lastSeqOf } from '../log/log.ts';
import type { Turn } from '../machine/turn.ts';
import { request } from '../requests/request.ts';
import type { Entry } from '../state/client.ts';
import { attachmentsOf } from './attachments.ts';
import { accept, save } from './entries.ts';

/** Maximum number of answers `internal` or `conflict` before a message fails and the user decides. */
const attemptsMax = 8;

/** Sends the next message of a thread. Only one is in flight at a time, so that they are stored in order. */
export function sendNext(turn: Turn, threadId: string, socket: number): void {
  const room = turn.room(threadId);
  if (room.joinedOn !== socket || !room.synced) return;
  // A message whose files are on their way does not hold up the others.
  const waiting = turn
    .entries(threadId)
    .filter((entry) => entry.failure === null && entry.accepted === null && attachmentsOf(entry) !== null);
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
  const attachments = attachmentsOf(entry) ?? [];
  const replyTo = entry.replyTo == null ? {} : { reply_to: entry.replyTo };
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
      ...replyTo,
      ...(attachments.length > 0 && { attachments }),
    },
    { kind: 'send', entryId: entry.id },
  );
}

export function sent(turn: Turn, entryId: string, message: Message): void {
  const entry = turn.findEntry(entryId);
  if (entry) accept(turn, entry, message);
}

/** Finds the user's own messages among those that arrived in any way, and accepts their entries. */
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

/**
 * After a `conflict` (WS-10) the client looks for the message itself. It first fetches what is new at the end of the
 * thread.
 */
function searchFor(turn: Turn, entry: Entry, attempts: number): void {
  const room = turn.room(entry.threadId);
  turn.setEntry(entry, { inFlight: false, attempts, searchedTo: entry.afterSeq });
  turn.setRoom(room.id, { synced: false, cursor: room.cursor ?? lastSeqOf(room.log) });
}

/**
 * Continues the search: fetches the pages from the entry's `after_seq` to the start of the log. If the message is
 * neither there nor in the log, it is sent again with the end of the log as its new `after_seq`.
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
