import type { Thread as ThreadView } from '../../protocol/objects.ts';
import { announceThread } from './delivery/announce-thread.ts';
import { bringBack } from './log/bring-back.ts';
import { recordAsParticipant } from './log/record-as-participant.ts';
import type { UserContext } from './ports/context.ts';
import { viewThread } from './model/thread.ts';

/** Closes a thread for messages of its participants, or opens it again, which brings a deleted one back to both lists. */
export async function setActive(ctx: UserContext, threadId: string, isActive: boolean): Promise<ThreadView> {
  const snapshot = await ctx.store.readThread(threadId, { messages: 1, consistent: true });
  const { thread, role } = await recordAsParticipant(ctx, snapshot);
  if (thread.isActive === isActive) return viewThread(thread, role);
  const changed = isActive ? await bringBack(ctx, thread) : await ctx.store.close(threadId);
  await announceThread(ctx, changed);
  return viewThread(changed, role);
}
