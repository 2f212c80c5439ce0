import type { EventData } from '../../../protocol/events.ts';
import type { Message } from '../../../protocol/objects.ts';
import { limits } from '../../../protocol/limits.ts';
import type { Failure, StoredEntry } from '../api.ts';
import { errorTable } from '../../../protocol/errors.ts';
import { findOwn, lastSeqOf } from './log.ts';
import { request } from './requests.ts';
import type { Entry } from './state.ts';
import type { Turn } from './turn.ts';

/** So many answers `internal` or `conflict` make a message fail; the user decides whether to go on. */
const attemptsMax = 8;

const fresh = { writes: 0, inFlight: false, attempts: 0, notBeforeMs: null, searchedTo: null, accepted: null } as const;

function storedFormOf(entry: Entry): StoredEntry {
  const { id, userId, threadId, content, metadata, createdAtMs, afterSeq, failure } = entry;
  return { id, userId, threadId, content, metadata, createdAtMs, afterSeq, failure };
}

/** Changes an entry, on disk too; it is not sent before that has happened. */
function save(turn: Turn, entry: Entry, patch: Partial<Entry>): void {
  const changed = { ...entry, ...patch, writes: entry.writes + 1 };
  turn.setEntry(entry, changed);
  turn.do({ kind: 'update', entry: storedFormOf(changed), previousAfterSeq: entry.afterSeq });
}

/** Adds an entry, on disk too as soon as it is known whose it is. */
function add(turn: Turn, entry: Entry): void {
  turn.setEntries(entry.threadId, [...turn.entries(entry.threadId), { ...entry, writes: 1 }]);
  if (entry.userId !== '') turn.do({ kind: 'add', entry: storedFormOf(entry) });
}

function remove(turn: Turn, entry: Entry): void {
  turn.setEntries(entry.threadId, turn.entries(entry.threadId).filter((other) => other.id !== entry.id));
}

export function hasUnsent(turn: Turn, threadId: string): boolean {
  return turn.entries(threadId).some((entry) => entry.failure === null);
}

/** A message of the user: it waits for its turn from now on, across reloads. */
export function enqueue(
  turn: Turn,
  message: { id: string; threadId: string; content: string; metadata: Record<string, unknown> | null },
): void {
  const { synced, log } = turn.room(message.threadId);
  const afterSeq = turn.connected && synced ? lastSeqOf(log) : null;
  // Later than the one before it even within a millisecond: this is the order in which they come back from disk.
  const createdAtMs = Math.max(turn.nowMs, (turn.entries(message.threadId).at(-1)?.createdAtMs ?? 0) + 1);
  const entry: Entry = {
    ...fresh, id: message.id, userId: turn.state.userId ?? '', threadId: message.threadId, content: message.content,
    metadata: message.metadata, createdAtMs, afterSeq, failure: null,
  };
  turn.setRoom(entry.threadId, { failure: null, ownTyping: null });
  add(turn, entry);
}

/** A write has ended. What the last one left on disk holds, also where another tab has put it there. */
export function stored(turn: Turn, id: string, onDisk: StoredEntry | null): void {
  const entry = turn.findEntry(id);
  if (!entry) return;
  if (onDisk === null) return remove(turn, entry);
  const writes = entry.writes - 1;
  turn.setEntry(entry, writes === 0 ? { writes, afterSeq: onDisk.afterSeq } : { writes });
}

/** The server has said who this is: its entries are fetched from disk, and nobody else's are kept in hand. */
export function adoptFor(turn: Turn, userId: string): void {
  if (turn.state.userId !== userId) {
    const own = [...turn.state.outbox.values()].flat().filter((entry) => entry.userId === '' || entry.userId === userId);
    turn.set({ userId, outbox: new Map() });
    for (const entry of own) add(turn, { ...entry, userId });
  }
  turn.do({ kind: 'adopt', userId });
}

/** Entries from disk, of an earlier run or of a tab that was closed. */
export function adopted(turn: Turn, userId: string, entries: readonly StoredEntry[]): void {
  if (userId !== turn.state.userId) return;
  for (const found of entries.filter((entry) => !turn.findEntry(entry.id))) {
    const others = turn.entries(found.threadId);
    const entry: Entry = { ...found, ...fresh };
    turn.setRoom(entry.threadId, {});
    turn.setEntries(entry.threadId, [...others, entry].sort((one, other) => one.createdAtMs - other.createdAtMs));
    const message = findOwn(turn.room(entry.threadId).log, entry.id, userId);
    if (message) accept(turn, entry, message);
  }
}

export function retry(turn: Turn, id: string): void {
  const entry = turn.findEntry(id);
  if (!entry?.failure) return;
  turn.setRoom(entry.threadId, { failure: null });
  save(turn, entry, { ...fresh, writes: entry.writes, failure: null });
}

export function discard(turn: Turn, id: string): void {
  const entry = turn.findEntry(id);
  if (!entry?.failure) return;
  remove(turn, entry);
  turn.do({ kind: 'unstore', id });
}

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
    { action: 'send_message', thread_id: entry.threadId, content: entry.content, client_message_id: entry.id, after_seq: afterSeq, ...metadata },
    { kind: 'send', entryId: entry.id },
  );
}

/** The entry is stored as this message. It leaves the outbox once its message stands in the log, or lies before it. */
function accept(turn: Turn, entry: Entry, message: Message): void {
  if (entry.accepted === null) turn.do({ kind: 'unstore', id: entry.id });
  const { log } = turn.room(entry.threadId);
  if (message.seq > lastSeqOf(log)) return turn.setEntry(entry, { accepted: message, inFlight: false });
  remove(turn, entry);
  turn.emit('sent', { id: entry.id, message });
}

export function sent(turn: Turn, entryId: string, message: Message): void {
  const entry = turn.findEntry(entryId);
  if (entry) accept(turn, entry, message);
}

/** Own messages among those that came in, by whichever way: their entries have arrived. */
export function storedAs(turn: Turn, threadId: string, arrived: readonly Message[]): void {
  for (const entry of turn.entries(threadId)) {
    const message = arrived.find(({ client_message_id, sender }) => client_message_id === entry.id && sender?.id === turn.state.userId);
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
  if (failure.code === 'network') return false;
  if (failure.code === 'internal' || failure.code === 'conflict') return attempts >= attemptsMax;
  return !errorTable[failure.code].retryable;
}

/** The thread cannot be joined, so nothing can be sent to it. */
export function entriesFailed(turn: Turn, threadId: string, failure: Failure): void {
  for (const entry of turn.entries(threadId)) {
    if (entry.failure === null) save(turn, entry, { failure });
  }
}

/** What is in flight when its socket goes has to be sent again. */
export function unanswered(turn: Turn, entryId: string): void {
  const entry = turn.findEntry(entryId);
  if (entry) turn.setEntry(entry, { inFlight: false });
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
  const found = data.messages.find(({ client_message_id, sender }) => client_message_id === entryId && sender?.id === turn.state.userId);
  if (found) return accept(turn, entry, found);
  const last = data.messages.at(-1)?.seq;
  turn.setEntry(entry, { inFlight: false, searchedTo: data.has_more && last ? last : Infinity });
}
