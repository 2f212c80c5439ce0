import type { Message } from '../../../../protocol/objects.ts';
import type { Failure } from '../../api/types.ts';
import type { StoredEntry } from '../../api/options.ts';
import { findOwn, lastSeqOf } from '../log/log.ts';
import type { Entry } from '../machine/state.ts';
import type { Turn } from '../machine/turn.ts';

const fresh = { writes: 0, inFlight: false, attempts: 0, notBeforeMs: null, searchedTo: null, accepted: null } as const;

function storedFormOf(entry: Entry): StoredEntry {
  const { id, userId, threadId, content, metadata, createdAtMs, afterSeq, failure } = entry;
  return { id, userId, threadId, content, metadata, createdAtMs, afterSeq, failure };
}

/** Changes an entry, on disk too; it is not sent before that has happened. */
export function save(turn: Turn, entry: Entry, patch: Partial<Entry>): void {
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
  turn.setEntries(
    entry.threadId,
    turn.entries(entry.threadId).filter((other) => other.id !== entry.id),
  );
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
    ...fresh,
    id: message.id,
    userId: turn.state.userId ?? '',
    threadId: message.threadId,
    content: message.content,
    metadata: message.metadata,
    createdAtMs,
    afterSeq,
    failure: null,
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
    const own = [...turn.state.outbox.values()]
      .flat()
      .filter((entry) => entry.userId === '' || entry.userId === userId);
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
    turn.setEntries(
      entry.threadId,
      [...others, entry].sort((one, other) => one.createdAtMs - other.createdAtMs),
    );
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

/** Nobody's from now on: what is being read from disk at this moment is not taken up either. */
export function forget(turn: Turn): void {
  const { userId } = turn.state;
  turn.set({ userId: null, outbox: new Map() });
  if (userId !== null) turn.do({ kind: 'clear', userId });
}

/** The entry is stored as this message. It leaves the outbox once its message stands in the log, or lies before it. */
export function accept(turn: Turn, entry: Entry, message: Message): void {
  if (entry.accepted === null) turn.do({ kind: 'unstore', id: entry.id });
  const { log } = turn.room(entry.threadId);
  if (message.seq > lastSeqOf(log)) return turn.setEntry(entry, { accepted: message, inFlight: false });
  remove(turn, entry);
  turn.emit('sent', { id: entry.id, message });
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
