import type { Thread as ThreadView } from '../../protocol/objects.ts';
import { announceThread } from './delivery/deliver.ts';
import { bringBack } from './log/bring-back.ts';
import { recordAsParticipant, recordName } from './log/participant.ts';
import { viewThread } from './model/views.ts';
import type { UserContext } from './ports/context.ts';

/** Closes a thread for its participants' messages, or reopens it, which puts a deleted one back into both lists. */
export async function setActive(ctx: UserContext, threadId: string, isActive: boolean): Promise<ThreadView> {
  const snapshot = await ctx.store.readThread(threadId, { messages: 1, consistent: true });
  const participation = await recordAsParticipant(ctx, snapshot);
  const { thread, role } = participation;
  if (thread.isActive === isActive) return viewThread(thread, role, ctx.nowMs);
  await recordName(ctx, participation);
  const changed = isActive ? await bringBack(ctx, thread) : await ctx.store.close(threadId);
  await announceThread(ctx, changed, role);
  return viewThread(changed, role, ctx.nowMs);
}
