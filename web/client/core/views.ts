import type { Thread } from '../../../protocol/objects.ts';
import type { ConnectionState, Inbox, OutboxEntry, ThreadLog } from '../api/types.ts';
import type { ClientState, Entry } from './state/client.ts';
import { newRoom, type Room } from './state/room.ts';

export function viewConnection({ connection, isOnline }: ClientState): ConnectionState {
  switch (connection.kind) {
    case 'offline':
      return { kind: 'offline' };
    case 'connected':
      return { kind: 'connected', user: connection.user, connectionId: connection.connectionId };
    case 'connecting':
      return { kind: isOnline ? 'connecting' : 'offline' };
    default:
      return connection;
  }
}

/** Whether two views of the connection are equal. */
export function isSameConnection(one: ConnectionState, other: ConnectionState): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

/** Makes a view once for each of the immutable objects of the state. */
function once<S extends object, V>(view: (source: S) => V): (source: S) => V {
  const views = new WeakMap<S, V>();
  return (source) => {
    if (!views.has(source)) views.set(source, view(source));
    return views.get(source)!;
  };
}

const viewEntry = once((entry: Entry): OutboxEntry => {
  const { id, threadId, content, metadata, replyTo = null, files = [], createdAtMs, failure } = entry;
  return {
    id,
    threadId,
    content,
    metadata,
    replyTo,
    files,
    createdAtMs,
    status: failure ? { kind: 'failed', error: failure } : { kind: 'sending' },
  };
});

const viewEntries = once((entries: readonly Entry[]): readonly OutboxEntry[] => entries.map(viewEntry));

export function viewOutbox(state: ClientState): OutboxEntry[] {
  return [...state.outbox.values()]
    .flat()
    .map(viewEntry)
    .sort((one, other) => one.createdAtMs - other.createdAtMs);
}

function statusOf(room: Room, entries: readonly Entry[]): ThreadLog['status'] {
  if (room.failure) return { kind: 'failed', error: room.failure };
  if (!room.wanted && entries.length === 0) return { kind: 'left' };
  return { kind: room.synced ? 'live' : 'loading' };
}

const noEntries: readonly Entry[] = [];

/** The parts that the view of a log is made of. Other changes in a room make no new view. */
export function logParts(state: ClientState, threadId: string) {
  const room = state.rooms.get(threadId);
  const entries = state.outbox.get(threadId) ?? noEntries;
  return [
    state.threads.get(threadId),
    entries,
    room?.log.messages,
    room?.log.firstSeq,
    room?.log.loaded,
    room?.window,
    room?.members,
    // Who is typing, not until when: repeated `typing_start` events change nothing.
    room?.typing.map(({ user }) => `${user.id} ${user.username}`).join('\n'),
    room?.failure,
    room?.wanted,
    room?.synced,
  ] as const;
}

export function viewLog(state: ClientState, threadId: string): ThreadLog {
  const room = state.rooms.get(threadId) ?? newRoom(threadId);
  const entries = state.outbox.get(threadId) ?? noEntries;
  return {
    threadId,
    thread: state.threads.get(threadId) ?? null,
    messages: room.log.messages,
    hasOlder: room.log.loaded && room.log.firstSeq > 1,
    window: room.window && { messages: room.window.messages, hasOlder: room.window.firstSeq > 1 },
    members: room.members,
    typing: room.typing.map((typist) => typist.user),
    outbox: viewEntries(entries),
    status: statusOf(room, entries),
  };
}

/** Pinned threads first, then by their last message, as the server lists them. */
function byPlace(one: Thread, other: Thread): number {
  if (one.me.pinned !== other.me.pinned) return one.me.pinned ? -1 : 1;
  return one.last_message_at < other.last_message_at ? 1 : -1;
}

export function viewInbox({ inbox, threads, unread }: ClientState): Inbox {
  const counts = [...unread].filter(([id]) => !inbox.removed.has(id));
  const ids = new Set([...inbox.listed, ...(inbox.archive ?? [])]);
  const known = [...ids].map((id) => threads.get(id)).filter((thread) => thread !== undefined);
  return {
    threads: known.filter(({ me }) => !me.archived).sort(byPlace),
    archived: known.filter(({ me }) => me.archived).sort(byPlace),
    isArchiveLoaded: inbox.archive !== null,
    unreadTotal: counts.reduce((sum, [, count]) => sum + count, 0),
    hasMore: inbox.cursor !== null,
    status: inbox.failure ? { kind: 'failed', error: inbox.failure } : { kind: inbox.status },
  };
}
