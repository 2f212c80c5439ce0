import { bringBack, rememberAsUnread } from './bring-back.ts';
import type { Head, Thread } from './model.ts';
import type { Context } from './ports.ts';
import { isNewer } from './thread.ts';
import { settleMs, stepOf } from './time-step.ts';

/**
 * Brings a thread's own row and both inboxes up to a head that stands in the log. Idempotent: every verb that finds the row
 * behind its log calls it, and so mends what a process that died in between has left. `recorded` is the thread as its row
 * had it; the answer is the thread as the row has it now.
 *
 * A message of the marketplace makes a deleted thread active again and brings it back to both lists.
 */
export async function recordHead(ctx: Context, recorded: Thread, head: Head | null): Promise<Thread> {
  if (head === null || !isNewer(head, recorded.head)) return recorded;
  const revive = head.author === 'marketplace' && recorded.hiddenFor.length > 0;
  const step = Math.max(stepOf(head.sentAtMs), recorded.activeStep);
  // Rows first, then the step in the thread: one that did not come so far is seen by the next call, and finished.
  if (step > recorded.activeStep || revive) await ctx.store.touchInboxes(recorded, step);
  if (revive || ctx.nowMs - head.sentAtMs > settleMs) await rememberAsUnread(ctx, recorded);
  const written = await ctx.store.writeHead(recorded.id, head, step, revive);
  // A deletion under way has taken an inbox row away after it was written above, or has come between the two reads.
  if (revive) await ctx.store.touchInboxes(recorded, step);
  return head.author === 'marketplace' && written.hiddenFor.length > 0 ? bringBack(ctx, written) : written;
}
