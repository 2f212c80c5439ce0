import type { Thread } from '../../../../protocol/objects.ts';
import type { Failure } from '../../api/types.ts';
import { withReads } from '../log/log.ts';
import { watchGap } from '../threads/rooms.ts';
import type { InboxState } from '../machine/state.ts';
import { mergeThread } from '../log/thread.ts';
import type { Turn } from '../machine/turn.ts';

function setInbox(turn: Turn, patch: Partial<InboxState>): void {
  turn.set({ inbox: { ...turn.state.inbox, ...patch } });
}

function merge(turn: Turn, arrived: Thread): void {
  const merged = mergeThread(turn.state.threads.get(arrived.id), arrived, turn.state.userId);
  turn.setThread(merged);
  const room = turn.state.rooms.get(arrived.id);
  if (!room) return;
  turn.setRoom(room.id, { log: withReads(room.log, merged.read, turn.state.userId) });
  watchGap(turn, room.id, false);
}

/** A thread as a push, or an own request, brought it. One that was taken out comes back once it is active (REST: DELETE). */
export function threadArrived(turn: Turn, thread: Thread): void {
  merge(turn, thread);
  const { listed, fresh, removed } = turn.state.inbox;
  if (removed.has(thread.id) && !thread.is_active) return;
  setInbox(turn, {
    listed: new Set(listed).add(thread.id),
    fresh: new Set(fresh).add(thread.id),
    removed: new Set([...removed].filter((id) => id !== thread.id)),
  });
}

export function inboxLoading(turn: Turn): void {
  setInbox(turn, { status: 'loading', failure: null, fresh: new Set() });
}

export function inboxFailed(turn: Turn, failure: Failure): void {
  setInbox(turn, { status: 'ready', failure });
}

/** Counts by thread. Of a thread that came along, what it says itself is as new, or newer by a push. */
function setUnread(turn: Turn, counts: Record<string, number>, threads: readonly Thread[]): void {
  const unread = new Map(Object.entries(counts));
  for (const { id } of threads) unread.set(id, turn.state.threads.get(id)!.unread_count);
  turn.set({ unread });
}

/** Pages of the inbox. A whole load replaces what was listed, but for what pushes brought meanwhile. */
export function inboxLoaded(
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

/** The user has taken a thread out of the list. */
export function threadRemoved(turn: Turn, threadId: string): void {
  const { listed, removed } = turn.state.inbox;
  const unread = new Map(turn.state.unread);
  unread.delete(threadId);
  turn.set({ unread });
  setInbox(turn, {
    listed: new Set([...listed].filter((id) => id !== threadId)),
    removed: new Set(removed).add(threadId),
  });
}
