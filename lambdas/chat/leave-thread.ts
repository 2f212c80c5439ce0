import type { EventData } from '../../protocol/events.ts';
import { announceLeft } from './delivery/forget-connection.ts';
import type { UserContext } from './ports/context.ts';
import { roleOf } from './model/thread.ts';

/** Leaves a room; leaving one that was not joined changes nothing (WS-15). */
export async function leaveThread(
  ctx: UserContext,
  connectionId: string,
  threadId: string,
): Promise<EventData<'thread_left'>> {
  const wasMember = await ctx.store.leaveRoom(threadId, connectionId, { connectionStays: true });
  const room = await ctx.store.readRoom(threadId, true);
  roleOf(room.thread, ctx.caller.userId);
  if (wasMember) await announceLeft(ctx, { connectionId, userId: ctx.caller.userId }, room);
  return { thread_id: threadId };
}
