import { ChatError } from '../../../protocol/errors.ts';
import { limits } from '../../../protocol/limits.ts';
import type { Role } from '../../../protocol/objects.ts';
import type { OwnChange } from '../../../protocol/own-side.ts';
import { nothingSaid } from './unread.ts';
import type { OwnSide, Thread } from './types.ts';

/**
 * A participant's own side of a thread (ME-1, ME-2). What a message ends follows from the log and from what was stored
 * when it began: a send writes nothing for it.
 */

export const nothingSet: OwnSide = { mutedUntilMs: null, isPinned: false, archivedAtSeq: null, markedAtCount: null };

export function isMuted({ mutedUntilMs }: OwnSide, nowMs: number): boolean {
  return mutedUntilMs !== null && nowMs < mutedUntilMs;
}

/**
 * Whether the thread is archived for the role: no message has come since, or only messages that came while it was
 * muted. Times never decrease along the log, so the newest message decides.
 */
export function isArchived({ head, own }: Thread, role: Role): boolean {
  const { archivedAtSeq } = own[role];
  if (archivedAtSeq === null) return false;
  return head === null || head.seq <= archivedAtSeq || isMuted(own[role], head.sentAtMs);
}

/**
 * Whether the role has marked the thread as unread, and has written nothing since. Marking it as read removes the mark
 * itself.
 */
export function isMarkedUnread(thread: Thread, role: Role): boolean {
  const { markedAtCount } = thread.own[role];
  return markedAtCount !== null && writtenBy(thread, role) <= markedAtCount;
}

function writtenBy({ head }: Thread, role: Role): number {
  return (head?.counts ?? nothingSaid)[role];
}

/** The role's own side after a change. An archived thread stays archived when its mute changes. */
export function changeOwnSide(thread: Thread, role: Role, change: OwnChange, nowMs: number): OwnSide {
  const own = thread.own[role];
  const { muted_until: mute, pinned, archived, marked_unread: marked } = change;
  return {
    mutedUntilMs: mute === undefined ? own.mutedUntilMs : muteOf(mute, nowMs),
    isPinned: pinned ?? own.isPinned,
    archivedAtSeq: archived === undefined && mute === undefined ? own.archivedAtSeq : archive(thread, role, archived),
    markedAtCount: marked === undefined ? own.markedAtCount : marked ? writtenBy(thread, role) : null,
  };
}

function muteOf(mute: string | null, nowMs: number): number | null {
  if (mute === null) return null;
  const untilMs = mute === 'forever' ? Number.POSITIVE_INFINITY : Date.parse(mute);
  return untilMs > nowMs ? untilMs : null;
}

function archive(thread: Thread, role: Role, archived = isArchived(thread, role)): number | null {
  return archived ? (thread.head?.seq ?? 0) : null;
}

/** Whether something is set that ends when the participant deletes the thread: all but the mute. */
export function endsByDeletion({ isPinned, archivedAtSeq, markedAtCount }: OwnSide): boolean {
  return isPinned || archivedAtSeq !== null || markedAtCount !== null;
}

/** Whether the role sees that its own side has changed between two states of the thread. */
export function isOwnSideChanged(before: Thread, after: Thread, role: Role): boolean {
  return (
    isArchived(before, role) !== isArchived(after, role) || isMarkedUnread(before, role) !== isMarkedUnread(after, role)
  );
}

export function tooManyPins(): ChatError {
  return new ChatError('conflict', `you have pinned ${limits.pinnedThreads} threads already; unpin one first`);
}

export function isSameOwnSide(a: OwnSide, b: OwnSide): boolean {
  return (Object.keys(nothingSet) as (keyof OwnSide)[]).every((key) => a[key] === b[key]);
}
