import { eachLimited } from '../../async/each-limited.ts';
import type { Presence } from '../model/types.ts';
import type { Context } from '../ports/context.ts';
import { endMembership } from './forget-connections.ts';

/** How many rooms of one connection are left at once. A user has joined at most 100 (WS-8). */
const roomsInFlight = 20;

/**
 * Takes an ended connection out of all its rooms; `user_left` follows in each (WS-15). `presence` is where the user was
 * before the end, or is now. Only the first end, which still finds the connection open, may meet a join that is under
 * way: it closes the rooms.
 */
export async function leaveRooms(ctx: Context, presence: Presence, connectionId: string): Promise<void> {
  const { userId } = presence;
  const open = presence.connections.find((one) => one.connectionId === connectionId);
  const ended = open ?? presence.unfinishedEnds.find((one) => one.connectionId === connectionId);
  if (ended === undefined || ended.threadIds.size === 0) return;
  const deleteRow = (threadId: string) =>
    open === undefined
      ? ctx.store.deleteRoom(threadId, connectionId)
      : ctx.store.closeRoom(threadId, connectionId, ctx.nowMs);
  const leave = (threadId: string) =>
    endMembership(ctx, { userId, connectionId, threadId }, presence, () => deleteRow(threadId));
  await Promise.all([
    eachLimited([...ended.threadIds], roomsInFlight, leave),
    ctx.store.forgetRooms(userId, connectionId),
  ]);
}
