import type { Thread as ThreadView } from '../../protocol/objects.ts';
import { asParticipant } from './log/participant.ts';
import type { UserContext } from './ports/context.ts';
import { viewThread } from './model/thread.ts';

/** One thread as the caller sees it now: its newest message is read along, so that it is right whatever has crashed. */
export async function readThread(ctx: UserContext, threadId: string): Promise<ThreadView> {
  const snapshot = await ctx.store.readThread(threadId, { messages: 1, consistent: true });
  const { thread, role } = await asParticipant(ctx, snapshot);
  return viewThread(thread, role);
}
