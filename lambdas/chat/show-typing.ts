import { deliver, membersOf } from './delivery/deliver.ts';
import { withLastToken } from './log/participant.ts';
import type { UserContext } from './ports/context.ts';
import { roleOf } from './model/thread.ts';

/** Shows the other participant that the caller types, or no longer does; nothing is stored. */
export async function showTyping(
  ctx: UserContext,
  event: 'typing_start' | 'typing_stop',
  threadId: string,
): Promise<void> {
  const { userId } = ctx.caller;
  const seen = await ctx.store.readRoom(threadId, false);
  // A thread made a moment ago may not show in the cheaper read yet: a refusal must not rest on it.
  const room = seen.thread === null ? await ctx.store.readRoom(threadId, true) : seen;
  roleOf(room.thread, userId);
  const { caller } = withLastToken(ctx, room);
  const others = membersOf(ctx, room).filter((member) => member.userId !== userId);
  await deliver(ctx, others, { event, data: { thread_id: threadId, user_id: userId, user: caller.username } });
}
