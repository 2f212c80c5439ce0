import { renewConnection } from '../../lambdas/chat/renew-connection.ts';
import type { RoomMember } from '../../lambdas/chat/model/types.ts';
import type { Conversation } from './conversation.ts';
import type { World } from './world.ts';

/** Tokens of a test's world last an hour. */
export const hourMs = 3_600_000;

/** The second, since the epoch, that lies so far ahead. */
export const inSeconds = (world: World, ms: number) => Math.floor((world.clock.nowMs + ms) / 1000);

/** Renews a connection in place, as `hello` with a fresh token. */
export function renew(
  world: World,
  userId: string,
  connectionId: string,
  expiresAtSeconds: number,
  username = userId,
): Promise<void> {
  return renewConnection(world.as(userId, { connectionId }), connectionId, { userId, username, expiresAtSeconds });
}

/** A connection, opened then by the token of its handshake, as it joins the thread now. */
export function memberOf(
  world: World,
  talk: Conversation,
  userId: string,
  connectionId: string,
  connectedAtMs = world.clock.nowMs,
): RoomMember {
  const expiresAtSeconds = Math.floor((connectedAtMs + hourMs) / 1000);
  const recipient = { connectionId, userId, username: userId, codec: 'chat.v1', connectedAtMs, expiresAtSeconds };
  return { ...recipient, threadId: talk.threadId };
}
