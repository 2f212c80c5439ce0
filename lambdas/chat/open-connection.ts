import { limits } from '../../protocol/limits.ts';
import { ChatError } from '../../protocol/errors.ts';
import { ConnectionEnded } from './model/connection-ended.ts';
import { isLive } from './delivery/deliver.ts';
import { eachLimited } from '../async/each-limited.ts';
import { forgetConnection } from './delivery/forget-connection.ts';
import type { Caller, Recipient } from './model/types.ts';
import type { Context, UserContext } from './ports/context.ts';

/** A frame may be on its way for as long as a function runs. */
const lifetimeSlackMs = 60_000;

/** Connections that are closed at once. */
const closedInFlight = 10;

/** A connection ends with its token, and after two hours in any case: then nothing is sent to it any more. */
export function endOf(connectedAtMs: number, tokenExpiresAtSeconds: number): number {
  return Math.min(
    tokenExpiresAtSeconds,
    Math.ceil((connectedAtMs + limits.connectionLifetimeMs + lifetimeSlackMs) / 1000),
  );
}

/** Those that have to go so that `max` remain, oldest first, with one that has just been opened counted in. */
export function surplus(others: Recipient[], max: number): Recipient[] {
  const oldestFirst = [...others].sort((a, b) => a.connectedAtMs - b.connectedAtMs);
  return oldestFirst.slice(0, Math.max(0, others.length + 1 - max));
}

async function closeConnection(ctx: Context, recipient: Recipient): Promise<void> {
  await ctx.sockets.close(recipient.connectionId);
  await forgetConnection(ctx, recipient);
}

/** Remembers a connection that is being opened; one more than a user may have closes the oldest (WS-17). */
export async function openConnection(ctx: Context, connection: Recipient, maxConnections: number): Promise<void> {
  const [known] = await Promise.all([
    ctx.store.listConnections(connection.userId),
    ctx.store.openConnection(connection),
  ]);
  const others = known.filter((other) => other.connectionId !== connection.connectionId && isLive(ctx, other));
  await eachLimited(surplus(others, maxConnections), closedInFlight, (one) => closeConnection(ctx, one));
}

/** The token's user and end, as they are proven by its signature. */
export interface TokenOwner extends Caller {
  expiresAtSeconds: number;
}

/** Renews a connection in place with a fresh token of the same user (WS-6), in the connection's rows and its rooms. */
export async function renewConnection(ctx: UserContext, connectionId: string, owner: TokenOwner): Promise<void> {
  if (owner.userId !== ctx.caller.userId) throw new ChatError('forbidden', 'token: is of another user');
  const connection = await ctx.store.getConnection(connectionId);
  if (connection === null) throw new ConnectionEnded();
  const renewed = {
    ...connection,
    username: owner.username,
    expiresAtSeconds: endOf(connection.connectedAtMs, owner.expiresAtSeconds),
  };
  await ctx.store.renewConnection(renewed);
}
