import * as z from 'zod';
import type { Recipient, RoomMember } from '../../chat/model/types.ts';
import { withoutPrefix } from '../keys.ts';
import { schemaVersion } from './version.ts';

/** What the three rows that name a connection have in common. */
const recipientItem = z.object({
  SK: z.string(),
  user_id: z.string(),
  username: z.string(),
  codec: z.string(),
  /** Seconds since the epoch: the row's TTL, and until when frames may be pushed to the connection. */
  ttl: z.number(),
  connected_at: z.number(),
});

const roomItem = recipientItem.extend({ PK: z.string(), joined_at: z.number() });

/** The connection's own row. After the connection has ended it stays until its TTL, with the threads that had been joined. */
export const connectionItem = recipientItem.extend({
  threads: z.set(z.string()).optional(),
  ended: z.literal(true).optional(),
});

/** The row in its user's partition has no user id: its partition key says it. */
const userConnectionItem = recipientItem.omit({ user_id: true });

type StoredRecipient = z.infer<typeof userConnectionItem>;

function toRecipient(row: StoredRecipient, connectionId: string, userId: string): Recipient {
  const { username, codec, ttl: expiresAtSeconds, connected_at: connectedAtMs } = row;
  return { connectionId, userId, username, codec, expiresAtSeconds, connectedAtMs };
}

/** The connection of its own row; null if it has ended. */
export function toConnection(item: unknown, connectionId: string): Recipient | null {
  const row = connectionItem.parse(item);
  return row.ended ? null : toRecipient(row, connectionId, row.user_id);
}

/** The connection of the row in its user's partition. */
export function toUserConnection(item: unknown, userId: string): Recipient {
  const row = userConnectionItem.parse(item);
  return toRecipient(row, withoutPrefix(row.SK, 'connection'), userId);
}

export function toRoomMember(item: unknown): RoomMember {
  const row = roomItem.parse(item);
  return {
    ...toRecipient(row, withoutPrefix(row.SK, 'room'), row.user_id),
    threadId: withoutPrefix(row.PK, 'thread'),
    joinedAtMs: row.joined_at,
  };
}

/** The attributes of a connection, without a key. */
export function fromRecipient(recipient: Recipient): Record<string, unknown> {
  return {
    v: schemaVersion,
    user_id: recipient.userId,
    username: recipient.username,
    codec: recipient.codec,
    ttl: recipient.expiresAtSeconds,
    connected_at: recipient.connectedAtMs,
  };
}
