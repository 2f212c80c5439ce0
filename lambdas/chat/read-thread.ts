import type { Thread as ThreadView } from '../../protocol/objects.ts';
import { asParticipant } from './log/participant.ts';
import { readTriple } from './log/read-triple.ts';
import { notFound } from './model/errors.ts';
import { threadIdOf } from './model/thread-id.ts';
import type { Snapshot } from './model/types.ts';
import { viewThread } from './model/views.ts';
import type { UserContext } from './ports/context.ts';

/** The thread as the caller sees it. Its newest message is read with it, in case the thread's own row lags behind. */
export async function readThread(ctx: UserContext, threadId: string): Promise<ThreadView> {
  return view(ctx, await ctx.store.readThread(threadId, { messages: 1, consistent: true }));
}

async function view(ctx: UserContext, snapshot: Snapshot): Promise<ThreadView> {
  const { thread, role } = await asParticipant(ctx, snapshot);
  return viewThread(thread, role, ctx.nowMs);
}

/**
 * The caller's thread with this client, freelancer and job.
 * @throws ChatError `not_found`, before anything is read, if the caller is neither of the two (WS-5)
 */
export async function findThread(
  ctx: UserContext,
  { client, freelancer, job }: { client: string; freelancer: string; job?: string | undefined },
): Promise<ThreadView> {
  if (client !== ctx.caller.userId && freelancer !== ctx.caller.userId) throw notFound('thread');
  return view(ctx, await readTriple(ctx, threadIdOf(client, freelancer, job ?? null)));
}
