import { leaveRooms } from './delivery/leave-rooms.ts';
import type { Context } from './ports/context.ts';

/** Removes a connection that has closed from the user's presence and from all rooms that it had joined (WS-15). */
export async function forgetConnection(ctx: Context, ended: { userId: string; connectionId: string }): Promise<void> {
  const presence = await ctx.store.endConnection(ended);
  if (presence !== null) await leaveRooms(ctx, presence, ended.connectionId);
}
