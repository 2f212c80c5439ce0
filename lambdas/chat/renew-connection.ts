import { ChatError } from '../../protocol/errors.ts';
import { eachLimited } from '../async/each-limited.ts';
import { endOf } from './model/connection.ts';
import { ConnectionEnded } from './model/errors.ts';
import { connectionIn } from './model/presence.ts';
import type { Recipient, TokenOwner } from './model/types.ts';
import type { UserContext } from './ports/context.ts';

/** How many rooms of one connection are renewed at once. A user has joined at most 100 (WS-8). */
const roomsInFlight = 20;

/**
 * Renews a connection in place with a fresh token of the same user (WS-6), in the rows of its rooms and in the user's
 * presence. The presence is written last: if it has the name and the end of the token, the rooms have them too, and
 * nothing is to be done.
 * @throws ChatError `forbidden` for another user's token
 * @throws ConnectionEnded if the connection is not known any more
 */
export async function renewConnection(ctx: UserContext, connectionId: string, owner: TokenOwner): Promise<void> {
  const { userId } = ctx.caller;
  if (owner.userId !== userId) throw new ChatError('forbidden', 'token: is of another user');
  const known = await ctx.store.findConnection(userId, connectionId);
  if (known === null) throw new ConnectionEnded();
  const expiresAtSeconds = endOf(known.connectedAtMs, owner.expiresAtSeconds);
  if (known.username === owner.username && known.expiresAtSeconds === expiresAtSeconds) return;
  const renewed = { ...known, username: owner.username, expiresAtSeconds };
  await renewRooms(ctx, renewed, [...known.threadIds]);
  const connection = connectionIn(await ctx.store.renewConnection(renewed), connectionId);
  if (connection === null) throw new ConnectionEnded();
  const joinedMeanwhile = [...connection.threadIds].filter((threadId) => !known.threadIds.has(threadId));
  await renewRooms(ctx, renewed, joinedMeanwhile);
}

async function renewRooms(ctx: UserContext, connection: Recipient, threadIds: string[]): Promise<void> {
  await eachLimited(threadIds, roomsInFlight, (threadId) => ctx.store.renewRoom({ ...connection, threadId }));
}
