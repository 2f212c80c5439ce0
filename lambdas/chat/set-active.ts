import type { Thread as ThreadView } from '../../protocol/objects.ts';
import { bringBack } from './bring-back.ts';
import { announceThread } from './create-thread.ts';
import type { Thread } from './model.ts';
import { asParticipant } from './participant.ts';
import type { UserContext } from './ports.ts';
import { recordHead } from './record-head.ts';
import { viewThread } from './thread.ts';

/** Closes a thread for messages of its participants, or opens it again, which brings a deleted one back to both lists. */
export async function setActive(ctx: UserContext, threadId: string, isActive: boolean): Promise<ThreadView> {
  const snapshot = await ctx.store.readThread(threadId, { messages: 1, consistent: true });
  const { thread, role } = await asParticipant(ctx, snapshot);
  const recorded = { ...(await recordHead(ctx, snapshot.thread as Thread, thread.head)), [role]: thread[role] };
  if (recorded.isActive === isActive) return viewThread({ ...recorded, head: thread.head }, role);
  const changed = isActive ? await bringBack(ctx, recorded) : await ctx.store.close(threadId);
  await announceThread(ctx, changed);
  return viewThread(changed, role);
}
