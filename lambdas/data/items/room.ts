import * as z from 'zod';
import type { RoomMember } from '../../chat/model/types.ts';
import { withoutPrefix } from '../keys.ts';
import { schemaVersion } from './version.ts';

/** The row of a connection that has joined a thread, in the thread's partition. */
const roomItem = z.object({
  PK: z.string(),
  SK: z.string(),
  user_id: z.string(),
  username: z.string(),
  codec: z.string(),
  /** Seconds since the epoch: the row's TTL, and until when frames may be pushed to the connection. */
  ttl: z.number(),
  connected_at: z.number(),
});

/** In place of a row that was not there yet when its connection ended: the put that is under way must fail. */
const closedItem = z.looseObject({ ended: z.literal(true) });

/** Null for a row that keeps an ended connection out. */
export function toRoomMember(item: unknown): RoomMember | null {
  if (closedItem.safeParse(item).success) return null;
  const row = roomItem.parse(item);
  return {
    connectionId: withoutPrefix(row.SK, 'room'),
    userId: row.user_id,
    username: row.username,
    codec: row.codec,
    expiresAtSeconds: row.ttl,
    connectedAtMs: row.connected_at,
    threadId: withoutPrefix(row.PK, 'thread'),
  };
}

/** The row without its key. */
export function fromRoomMember(member: RoomMember): Record<string, unknown> {
  return {
    v: schemaVersion,
    user_id: member.userId,
    username: member.username,
    codec: member.codec,
    ttl: member.expiresAtSeconds,
    connected_at: member.connectedAtMs,
  };
}
