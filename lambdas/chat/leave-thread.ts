import type { EventData } from '../../protocol/events.ts';
import { announceLeft } from './delivery/forget-connections.ts';
import { requireParticipant } from './model/participant.ts';
import type { UserContext } from './ports/context.ts';

/**
 * Leaves a room; leaving one that was not joined changes nothing (WS-15). It is read first, so that a
 * stranger writes nothing.
 */
export async function leaveThread(
  ctx: UserContext,
  connectionId: string,
  threadId: string,
): Promise<EventData<'thread_left'>> {
  const { userId } = ctx.caller;
  const room = requireParticipant(await ctx.store.readRoom(threadId, { consistent: true }), userId);
  const { wasMember, presence } = await ctx.store.leaveRoom({ userId, connectionId }, threadId);
  if (wasMember) await announceLeft(ctx, { connectionId, userId }, presence, room);
  return { thread_id: threadId };
}
