import { eachLimited } from '../async/each-limited.ts';
import { leaveRooms } from './delivery/leave-rooms.ts';
import { forgetConnection } from './forget-connection.ts';
import { isLive, surplus } from './model/connection.ts';
import { expiredIn } from './model/presence.ts';
import type { Presence, Recipient } from './model/types.ts';
import type { Context } from './ports/context.ts';

/** How many connections are closed at once. */
const closedInFlight = 10;

/**
 * Stores a connection that is being opened; if the user now has one too many, it closes the oldest (WS-17). What
 * connections have left behind whose end nobody reported, or whose end was not finished, is removed: a user's
 * presence is bounded.
 * @returns false if the user is banned (WS-18)
 */
export async function openConnection(ctx: Context, connection: Recipient, maxConnections: number): Promise<boolean> {
  const presence = await ctx.store.openConnection(connection);
  if (presence === null) return false;
  const others = presence.connections.filter(
    (one) => one.connectionId !== connection.connectionId && isLive(one, ctx.nowMs),
  );
  await Promise.all([
    eachLimited(surplus(others, maxConnections), closedInFlight, (one) => closeConnection(ctx, one)),
    cleanUp(ctx, presence),
  ]);
  return true;
}

async function closeConnection(ctx: Context, recipient: Recipient): Promise<void> {
  await ctx.sockets.close(recipient);
  await forgetConnection(ctx, recipient);
}

/** The rows of an expired connection's rooms have expired with it, so only its own attributes are left to drop. */
async function cleanUp(ctx: Context, presence: Presence): Promise<void> {
  const expired = expiredIn(presence, ctx.nowMs);
  await Promise.all([
    expired.length === 0 ? undefined : ctx.store.dropConnections(presence.userId, expired),
    eachLimited(presence.unfinishedEnds, closedInFlight, ({ connectionId }) => leaveRooms(ctx, presence, connectionId)),
  ]);
}
