import { forgetConnections, type EndedConnection } from './delivery/forget-connections.ts';
import type { Context } from './ports/context.ts';

/** Removes a connection that has closed from the table and from the rooms that it had joined; `user_left` follows (WS-15). */
export async function forgetConnection(ctx: Context, ended: EndedConnection): Promise<void> {
  await forgetConnections(ctx, [ended]);
}
