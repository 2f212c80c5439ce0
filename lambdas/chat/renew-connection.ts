import { ChatError } from '../../protocol/errors.ts';
import { endOf } from './model/connection.ts';
import { ConnectionEnded } from './model/errors.ts';
import type { TokenOwner } from './model/types.ts';
import type { UserContext } from './ports/context.ts';

/**
 * Renews a connection in place with a fresh token of the same user (WS-6), in the connection's rows and in those of its rooms.
 * @throws ChatError `forbidden` for another user's token
 * @throws ConnectionEnded if the connection is not known any more
 */
export async function renewConnection(ctx: UserContext, connectionId: string, owner: TokenOwner): Promise<void> {
  if (owner.userId !== ctx.caller.userId) throw new ChatError('forbidden', 'token: is of another user');
  const connection = await ctx.store.getConnection(connectionId);
  if (connection === null) throw new ConnectionEnded();
  await ctx.store.renewConnection({
    ...connection,
    username: owner.username,
    expiresAtSeconds: endOf(connection.connectedAtMs, owner.expiresAtSeconds),
  });
}
