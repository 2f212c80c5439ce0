import type { UnreadCount } from '../../protocol/results.ts';
import { eachLimited } from '../async/each-limited.ts';
import { clearUnreadRow } from './log/unread-rows.ts';
import { roleOf } from './model/participant.ts';
import { shownUnreadOf } from './model/unread.ts';
import type { UserContext } from './ports/context.ts';

/** How many rows are deleted at once. */
const rowsInFlight = 20;

/**
 * The caller's unread messages over all threads. It reads only the threads that have an unread row, however many others
 * there are, and deletes the rows of those that have been read since.
 */
export async function countUnread(ctx: UserContext): Promise<UnreadCount> {
  const { userId } = ctx.caller;
  const rows = new Map((await ctx.store.listUnread(userId)).map((row) => [row.threadId, row]));
  const threads = await ctx.store.readThreads([...rows.keys()]);
  const counts = threads.map((thread) => ({ thread, count: shownUnreadOf(thread, roleOf(thread, userId)) }));
  const read = counts.filter(({ count }) => count === 0);
  await eachLimited(read, rowsInFlight, async ({ thread }) => {
    const row = rows.get(thread.id);
    if (row !== undefined) await clearUnreadRow(ctx, thread, roleOf(thread, userId), row);
  });
  const unread = counts.filter(({ count }) => count > 0).map(({ thread, count }) => [thread.id, count] as const);
  return { unread_count: unread.reduce((sum, [, count]) => sum + count, 0), threads: Object.fromEntries(unread) };
}
