import { deliver } from './delivery/deliver.ts';
import { membersOf } from './delivery/recipients.ts';
import { withLastToken } from './log/participant.ts';
import { requireUnblocked } from './model/blocks.ts';
import { withTokenName } from './model/names.ts';
import { requireParticipant } from './model/participant.ts';
import type { UserContext } from './ports/context.ts';

/** Shows the other participant that the caller is typing, or has stopped; nothing is stored. */
export async function showTyping(
  ctx: UserContext,
  event: 'typing_start' | 'typing_stop',
  threadId: string,
): Promise<void> {
  const { userId } = ctx.caller;
  const seen = await ctx.store.readRoom(threadId, { consistent: false });
  // An eventually consistent read may miss a thread, or the end of a block: a refusal must not rest on it.
  const isRefused = seen.thread === null || seen.thread.blockedBy.length > 0;
  const read = isRefused ? await ctx.store.readRoom(threadId, { consistent: true }) : seen;
  const room = requireParticipant(read, userId);
  requireUnblocked(room.thread);
  const { caller } = await withLastToken(ctx, room);
  const { username: user } = withTokenName(room.thread, room.role, caller.username)[room.role];
  const others = membersOf(room, ctx.nowMs).filter((member) => member.userId !== userId);
  await deliver(ctx, others, { event, data: { thread_id: threadId, user_id: userId, user } });
}
