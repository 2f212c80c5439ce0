import type { Thread as ThreadView } from '../../protocol/objects.ts';
import { asParticipant } from './log/participant.ts';
import { viewThread } from './model/views.ts';
import type { UserContext } from './ports/context.ts';

/** The thread as the caller sees it. Its newest message is read with it, in case the thread's own row lags behind. */
export async function readThread(ctx: UserContext, threadId: string): Promise<ThreadView> {
  const snapshot = await ctx.store.readThread(threadId, { messages: 1, consistent: true });
  const { thread, role } = await asParticipant(ctx, snapshot);
  return viewThread(thread, role);
}
