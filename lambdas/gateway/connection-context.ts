import * as z from 'zod';
import { endOf } from '../chat/model/connection.ts';
import type { Recipient, TokenOwner } from '../chat/model/types.ts';

/**
 * What the authorizer says about a connection, once at the handshake; API Gateway puts it into every later event of the
 * connection. Scalars only; numbers may come back as text. (API Gateway, "Output from a Lambda authorizer".)
 */
const connectionContext = z.object({
  user_id: z.string(),
  username: z.string(),
  expires_at: z.coerce.number(),
  codec: z.string(),
});

export interface ConnectionUser extends TokenOwner {
  codec: string;
}

export function encodeConnectionUser(user: ConnectionUser): z.input<typeof connectionContext> {
  return { user_id: user.userId, username: user.username, expires_at: user.expiresAtSeconds, codec: user.codec };
}

export function decodeConnectionUser(context: unknown): ConnectionUser {
  const { user_id: userId, username, expires_at: expiresAtSeconds, codec } = connectionContext.parse(context);
  return { userId, username, expiresAtSeconds, codec };
}

/** The connection as its handshake says. */
export function connectionOf({
  connectionId,
  connectedAt: connectedAtMs,
  authorizer,
}: {
  connectionId: string;
  connectedAt: number;
  authorizer?: unknown;
}): Recipient {
  const { expiresAtSeconds, ...user } = decodeConnectionUser(authorizer);
  return { ...user, connectionId, connectedAtMs, expiresAtSeconds: endOf(connectedAtMs, expiresAtSeconds) };
}
