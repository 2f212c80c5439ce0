import { eachLimited } from '../async/each-limited.ts';
import { isLive } from './model/connection.ts';
import type { Context } from './ports/context.ts';

/** How many connections are closed at once. */
const closedInFlight = 10;

/**
 * Bans a user until then: new handshakes are refused, and all open connections are closed (WS-18). Their `$disconnect`
 * takes them out of their rooms.
 */
export async function banUser(ctx: Context, userId: string, untilMs: number): Promise<void> {
  const { connections } = await ctx.store.banUser(userId, { nowMs: ctx.nowMs, untilMs });
  const open = connections.filter((one) => isLive(one, ctx.nowMs));
  await eachLimited(open, closedInFlight, (connection) => ctx.sockets.close(connection));
}
