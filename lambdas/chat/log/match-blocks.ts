import { roles } from '../../../protocol/objects.ts';
import type { Thread } from '../model/types.ts';
import type { Context } from '../ports/context.ts';

/**
 * Brings a new thread's own row up to the blocks between its two users: one that began or ended while the thread was
 * being created may have missed it.
 */
export async function matchBlocks(ctx: Context, thread: Thread): Promise<void> {
  const blockers = await ctx.store.findBlockers(thread.client.id, thread.freelancer.id);
  for (const role of roles) {
    const { id } = thread[role];
    const isBlocked = blockers.includes(id);
    if (isBlocked !== thread.blockedBy.includes(role)) await ctx.store.setBlockedBy(thread.id, id, isBlocked);
  }
}
