import { roles } from '../../protocol/objects.ts';
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
  return ctx.store.writeHead(recorded.id, head, step, revive);
}

/** For activity that the unread count would not look for any more: it lies before the last time that it was asked. */
export async function rememberAsUnread(ctx: Context, thread: Thread): Promise<void> {
  await ctx.store.addToUnreadMemory(roles.map((role) => thread[role].id), thread.id);
}
