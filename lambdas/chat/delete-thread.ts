import type { Role } from '../../protocol/objects.ts';
import { announceThread } from './delivery/deliver.ts';
import { recordAsParticipant, recordName } from './log/participant.ts';
import { isHiddenFor } from './model/listing.ts';
import { endsByDeletion } from './model/own-side.ts';
import type { UserContext } from './ports/context.ts';
import { setOwnSide } from './set-own-side.ts';

/** What ends when its user deletes a thread. A thread that comes back is still muted. */
const deletion = { pinned: false, archived: false, marked_unread: false };

/**
 * Closes the thread and takes it off the caller's list and unread count; it stays readable, as evidence. The
 * thread's own row is brought up to its log first: a marketplace message from before the deletion must not bring the
 * thread back later.
 */
export async function deleteThread(ctx: UserContext, threadId: string): Promise<void> {
  const snapshot = await ctx.store.readThread(threadId, { messages: 1, consistent: true });
  const participation = await recordAsParticipant(ctx, snapshot);
  const { thread, role } = participation;
  if (endsByDeletion(thread.own[role])) await setOwnSide(ctx, threadId, deletion);
  if (thread.isActive) await recordName(ctx, participation);
  const hidden = await ctx.store.hideThread(threadId, role);
  await ctx.store.dropFromInbox(ctx.caller.userId, threadId);
  await keepIfBack(ctx, threadId, role);
  if (thread.isActive) await announceThread(ctx, hidden, role, { toDeleters: true });
}

/**
 * If the thread has come back since it was hidden, the inbox row that was deleted may have been the new one: it
 * is written again.
 */
async function keepIfBack(ctx: UserContext, threadId: string, role: Role): Promise<void> {
  const thread = await ctx.store.findThread(threadId);
  if (thread !== null && !isHiddenFor(thread, role)) await ctx.store.touchInboxes(thread, thread.activeStep, [role]);
}
