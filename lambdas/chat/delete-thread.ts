import type { Role } from '../../protocol/objects.ts';
import { announceThread } from './delivery/announce-thread.ts';
import { recordAsParticipant } from './log/record-as-participant.ts';
import type { UserContext } from './ports/context.ts';

/** Brought back since it was hidden, it has to stay in the list: the row that was dropped may have been the new one. */
async function keepIfBack(ctx: UserContext, threadId: string, role: Role): Promise<void> {
  const { thread } = await ctx.store.readRoom(threadId, true);
  if (thread !== null && !thread.hiddenFor.includes(role)) await ctx.store.touchInboxes(thread, thread.activeStep);
}

/**
 * Takes a thread out of the caller's list and unread count and closes it; it stays readable, as evidence. What the log has
 * that the thread's row has not is recorded first: a marketplace message from before must not bring the thread back later.
 */
export async function deleteThread(ctx: UserContext, threadId: string): Promise<void> {
  const snapshot = await ctx.store.readThread(threadId, { messages: 1, consistent: true });
  const { thread, role } = await recordAsParticipant(ctx, snapshot);
  const hidden = await ctx.store.hideThread(threadId, role);
  await ctx.store.dropFromInbox(ctx.caller.userId, threadId);
  await keepIfBack(ctx, threadId, role);
  if (thread.isActive) await announceThread(ctx, hidden);
}
