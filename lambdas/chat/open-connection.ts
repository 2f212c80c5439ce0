import { eachLimited } from '../async/each-limited.ts';
import { forgetConnections } from './delivery/forget-connections.ts';
import { isLive, surplus } from './model/connection.ts';
import type { Recipient } from './model/types.ts';
import type { Context } from './ports/context.ts';

/** How many connections are closed at once. */
const closedInFlight = 10;

/** Stores a connection that is being opened; if the user now has one too many, it closes the oldest (WS-17). */
export async function openConnection(ctx: Context, connection: Recipient, maxConnections: number): Promise<void> {
  const [known] = await Promise.all([
    ctx.store.listConnections(connection.userId),
    ctx.store.openConnection(connection),
  ]);
  const others = known.filter((one) => one.connectionId !== connection.connectionId && isLive(one, ctx.nowMs));
  await eachLimited(surplus(others, maxConnections), closedInFlight, (one) => closeConnection(ctx, one));
}

async function closeConnection(ctx: Context, recipient: Recipient): Promise<void> {
  await ctx.sockets.close(recipient.connectionId);
  await forgetConnections(ctx, [recipient]);
}
