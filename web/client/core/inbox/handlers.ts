import type { Thread } from '../../../../protocol/objects.ts';
import type { Failure } from '../../api/types.ts';
import { withReads } from '../log/log.ts';
import { mergeThread } from '../log/merge-thread.ts';
import type { Handlers } from '../machine/handlers.ts';
import type { Turn } from '../machine/turn.ts';
import type { InboxState } from '../state/client.ts';
import { watchGap } from '../threads/messages.ts';

export const handlers: Handlers<
  'inbox_loading' | 'inbox_failed' | 'inbox_loaded' | 'archive_loaded' | 'thread' | 'removed'
> = {
  inbox_loading: (turn) => inboxLoading(turn),
  inbox_failed: (turn, input) => inboxFailed(turn, input.failure),
  inbox_loaded: (turn, input) => inboxLoaded(turn, input),
  archive_loaded: (turn, input) => archiveLoaded(turn, input.threads),
  thread: (turn, input) => threadArrived(turn, input.thread, { isAskedFor: input.isAskedFor }),
  removed: (turn, input) => threadRemoved(turn, input.threadId),
};

function setInbox(turn: Turn, patch: Partial<InboxState>): void {
  turn.set({ inbox: { ...turn.state.inbox, ...patch } });
}

function merge(turn: Turn, arrived: Thread): void {
  const merged = mergeThread(turn.state.threads.get(arrived.id), arrived, turn.state.userId);
  turn.setThread(merged);
  const room = turn.state.rooms.get(arrived.id);
  if (!room) return;
  turn.setRoom(room.id, { log: withReads(room.log, merged.read, turn.state.userId) });
  watchGap(turn, room.id, { isProgress: false });
}

/**
 * A thread, from a push or from the reply to an own request. A removed thread returns to the list once it is active, or
 * if the user has asked for it by its client, freelancer and job.
 */
export function threadArrived(
  turn: Turn,
  thread: Thread,
  { isAskedFor = false }: { isAskedFor?: boolean | undefined } = {},
): void {
  merge(turn, thread);
  const { listed, fresh, removed } = turn.state.inbox;
  if (removed.has(thread.id) && !thread.is_active && !isAskedFor) return;
  setInbox(turn, {
    listed: new Set(listed).add(thread.id),
    fresh: new Set(fresh).add(thread.id),
    removed: new Set([...removed].filter((id) => id !== thread.id)),
  });
}

function inboxLoading(turn: Turn): void {
  setInbox(turn, { status: 'loading', failure: null, fresh: new Set() });
}

function inboxFailed(turn: Turn, failure: Failure): void {
  setInbox(turn, { status: 'ready', failure });
}

/** Sets the unread counts. For the threads of the same load their own count is used: a push may have made it newer. */
function setUnread(turn: Turn, counts: Record<string, number>, threads: readonly Thread[]): void {
  const unread = new Map(Object.entries(counts));
  for (const { id } of threads) unread.set(id, turn.state.threads.get(id)!.unread_count);
  turn.set({ unread });
}

/** Pages of the inbox. A load from the start replaces the list, except for threads that a push has listed since. */
function inboxLoaded(
  turn: Turn,
  load: { threads: Thread[]; cursor: string | null; isWhole: boolean; unread: Record<string, number> | null },
): void {
  for (const thread of load.threads) merge(turn, thread);
  if (load.unread) setUnread(turn, load.unread, load.threads);
  const { listed, fresh } = turn.state.inbox;
  const kept = load.isWhole ? fresh : listed;
  setInbox(turn, {
    status: 'ready',
    failure: null,
    cursor: load.cursor,
    listed: new Set([...kept, ...load.threads.map((thread) => thread.id)]),
  });
}

/** The archive as it is now: it replaces what an earlier load found. */
function archiveLoaded(turn: Turn, threads: readonly Thread[]): void {
  for (const thread of threads) merge(turn, thread);
  setInbox(turn, { archive: new Set(threads.map(({ id }) => id)) });
}

/** The user has removed a thread from the list. */
function threadRemoved(turn: Turn, threadId: string): void {
  const { listed, removed, archive } = turn.state.inbox;
  const unread = new Map(turn.state.unread);
  unread.delete(threadId);
  turn.set({ unread });
  setInbox(turn, {
    listed: new Set([...listed].filter((id) => id !== threadId)),
    archive: archive && new Set([...archive].filter((id) => id !== threadId)),
    removed: new Set(removed).add(threadId),
  });
}
