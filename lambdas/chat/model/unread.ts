import { roles, type Role } from '../../../protocol/objects.ts';
import { isHiddenFor } from './listing.ts';
import { otherRole } from './participant.ts';
import type { Counts, Thread } from './types.ts';

/** The counts of a thread without messages. */
export const nothingSaid: Counts = { client: 0, freelancer: 0, marketplace: 0 };

/** How many messages the other two authors have written: all of them are unread for the role until it reads them. */
export function othersOf(counts: Counts, role: Role): number {
  return counts[otherRole(role)] + counts.marketplace;
}

/**
 * The role's unread messages, as far as the thread's head knows them; a mark beyond the head counts as everything read.
 */
function unreadOf(thread: Thread, role: Role): number {
  return Math.max(0, othersOf(thread.head?.counts ?? nothingSaid, role) - (thread.marks[role]?.others ?? 0));
}

/** What the thread adds to the role's unread count; nothing if the role has deleted the thread. */
export function shownUnreadOf(thread: Thread, role: Role): number {
  return isHiddenFor(thread, role) ? 0 : unreadOf(thread, role);
}

export function rolesWithUnread(thread: Thread): Role[] {
  return roles.filter((role) => unreadOf(thread, role) > 0);
}

/** The participants who have unread messages but no unread row for this thread. */
export function missingUnreadRows(thread: Thread): Role[] {
  return rolesWithUnread(thread).filter((role) => !thread.unreadFor.includes(role));
}
