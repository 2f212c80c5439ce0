import type { Role } from '../../../protocol/objects.ts';
import type { Thread } from '../model/types.ts';
import type { Context } from '../ports/context.ts';
import type { UnreadRow } from '../ports/store.ts';

/**
 * A user's unread rows name the threads that may have unread messages: every thread that has some is among them. A row
 * is written before `unreadFor` of the thread's own row names its user, and deleted after it no longer does. As long as
 * the row exists, a new message writes nothing. (docs/decisions/007-unread-rows.md)
 */

export async function putUnreadRows(ctx: Context, thread: Thread, who: Role[]): Promise<void> {
  await Promise.all(who.map((role) => ctx.store.putUnread(thread[role].id, thread.id, thread.head?.seq ?? 0)));
}

/**
 * Deletes a row that is no longer needed, because everything is read or the user has deleted the thread. A row that was
 * written for a message that the thread's own row does not know yet stays.
 */
export async function clearUnreadRow(ctx: Context, thread: Thread, role: Role, row: UnreadRow): Promise<void> {
  if (row.seq > (thread.head?.seq ?? 0)) return;
  if (await ctx.store.clearUnread(thread, role)) await ctx.store.dropUnread(thread[role].id, row);
}
