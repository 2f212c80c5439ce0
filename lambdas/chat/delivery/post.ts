import type { ServerFrame } from '../../../protocol/events.ts';
import { isLive, wasOpen } from '../model/connection.ts';
import type { Recipient } from '../model/types.ts';
import type { Context } from '../ports/context.ts';

/**
 * Posts a frame to the live ones among the recipients, except for the connection that asked, which gets a reply
 * instead. Returns those that have proved to be closed.
 */
export async function post(ctx: Context, recipients: Recipient[], frame: ServerFrame): Promise<Recipient[]> {
  const reachable = recipients.filter((one) => isLive(one, ctx.nowMs) && one.connectionId !== ctx.connectionId);
  const gone = await ctx.sockets.post(reachable, frame);
  return gone.filter((one) => wasOpen(one, ctx.nowMs));
}
