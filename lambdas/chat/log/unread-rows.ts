import { roles, type Role } from '../../../protocol/objects.ts';
import type { Thread } from '../model/types.ts';
import type { Context } from '../ports/context.ts';
import type { UnreadRow } from '../ports/store.ts';
import { unreadOf } from '../model/thread.ts';

/**
 * A user's unread rows name the threads that may have unread messages: every thread that has some is among them. The row is
 * written before the thread's own row says so in `unreadFor`, and taken away after the thread's row no longer does; so
 * long as it is there nothing is written for a message.
 */

export function rolesWithUnread(thread: Thread): Role[] {
  return roles.filter((role) => unreadOf(thread, role) > 0);
}

/** Whose row the thread needs, by its head, and does not have. */
export function missingUnreadRows(thread: Thread): Role[] {
  return rolesWithUnread(thread).filter((role) => !thread.unreadFor.includes(role));
}

export async function putUnreadRows(ctx: Context, thread: Thread, who: Role[]): Promise<void> {
  await Promise.all(who.map((role) => ctx.store.putUnread(thread[role].id, thread.id, thread.head?.seq ?? 0)));
}

/**
 * Takes away a row that is no longer needed: all is read, or the user has deleted the thread. One that was written for a message
 * that the thread's row does not know yet stays.
 */
export async function clearUnreadRow(ctx: Context, thread: Thread, role: Role, row: UnreadRow): Promise<void> {
  if (row.seq > (thread.head?.seq ?? 0)) return;
  if (await ctx.store.clearUnread(thread, role)) await ctx.store.dropUnread(thread[role].id, row);
}
