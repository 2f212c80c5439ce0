import type { Message } from '../../../../protocol/objects.ts';
import type { StoredEntry } from '../../api/options.ts';
import type { Failure } from '../../api/types.ts';
import { findOwn, lastSeqOf } from '../log/log.ts';
import type { Turn } from '../machine/turn.ts';
import type { Entry } from '../state/client.ts';
import { attachmentsOf } from './attachments.ts';

const fresh = { writes: 0, inFlight: false, attempts: 0, notBeforeMs: null, searchedTo: null, accepted: null } as const;

function storedFormOf(entry: Entry): StoredEntry {
  const { id, userId, threadId, content, metadata, replyTo, files, createdAtMs, afterSeq, failure } = entry;
  return { id, userId, threadId, content, metadata, replyTo, files, createdAtMs, afterSeq, failure };
}

/** Changes an entry, in the store too. The entry is not sent until the write has ended. */
export function save(turn: Turn, entry: Entry, patch: Partial<Entry>): void {
  const changed = { ...entry, ...patch, writes: entry.writes + 1 };
  turn.setEntry(entry, changed);
  turn.do({ kind: 'update', entry: storedFormOf(changed), previousAfterSeq: entry.afterSeq });
}

/** Adds an entry, in the store too once the user is known. */
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

/** Puts a message of the user into the outbox. */
export function enqueue(
  turn: Turn,
  message: Pick<Entry, 'id' | 'threadId' | 'content' | 'metadata' | 'replyTo' | 'files'>,
): void {
  const { synced, log } = turn.room(message.threadId);
  const afterSeq = turn.connected && synced ? lastSeqOf(log) : null;
  // Later than the previous entry even within one millisecond: entries come back from the store in this order.
  const createdAtMs = Math.max(turn.serverNowMs, (turn.entries(message.threadId).at(-1)?.createdAtMs ?? 0) + 1);
  const entry: Entry = {
    ...fresh,
    id: message.id,
    userId: turn.state.userId ?? '',
    threadId: message.threadId,
    content: message.content,
    metadata: message.metadata,
    replyTo: message.replyTo,
    files: message.files,
    createdAtMs,
    afterSeq,
    failure: null,
  };
  turn.setRoom(entry.threadId, { failure: null, ownTyping: null });
  add(turn, entry);
}

/** A write has ended. After the last one, what is stored counts, even if another tab wrote it. */
export function stored(turn: Turn, id: string, inStore: StoredEntry | null): void {
  const entry = turn.findEntry(id);
  if (!entry) return;
  if (inStore === null) return remove(turn, entry);
  const writes = entry.writes - 1;
  turn.setEntry(entry, writes === 0 ? { writes, afterSeq: inStore.afterSeq } : { writes });
}

/**
 * The user is known now: their entries are fetched from the store, and those of another user are dropped from memory.
 */
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

/** Entries from the store, left there by an earlier run or by a closed tab. */
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
  // One whose files are on their way cannot be stored yet.
  if (!entry || (entry.failure === null && attachmentsOf(entry) !== null)) return;
  remove(turn, entry);
  turn.do({ kind: 'unstore', id });
}

/** Drops the user and their entries. Entries that are being read from the store right now are then ignored too. */
export function forget(turn: Turn): void {
  const { userId } = turn.state;
  turn.set({ userId: null, outbox: new Map() });
  if (userId !== null) turn.do({ kind: 'clear', userId });
}

/** The server has stored the entry as `message`. It leaves the outbox once the log reaches that message. */
export function accept(turn: Turn, entry: Entry, message: Message): void {
  if (entry.accepted === null) turn.do({ kind: 'unstore', id: entry.id });
  const { log } = turn.room(entry.threadId);
  if (message.seq > lastSeqOf(log)) return turn.setEntry(entry, { accepted: message, inFlight: false });
  remove(turn, entry);
  turn.emit('sent', { id: entry.id, message });
}

/** The thread cannot be joined, so none of its entries can be sent. */
export function entriesFailed(turn: Turn, threadId: string, failure: Failure): void {
  for (const entry of turn.entries(threadId)) {
    if (entry.failure === null) save(turn, entry, { failure });
  }
}

/** The socket closed before the reply arrived: the entry has to be sent again. */
export function unanswered(turn: Turn, entryId: string): void {
  const entry = turn.findEntry(entryId);
  if (entry) turn.setEntry(entry, { inFlight: false });
}
