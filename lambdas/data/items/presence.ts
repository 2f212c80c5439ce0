import * as z from 'zod';
import type { Presence, PresentConnection, Recipient } from '../../chat/model/types.ts';
import { withoutPrefix } from '../keys.ts';

/**
 * The presence item of a user: an attribute for each open connection, and one with the set of threads that it has
 * joined. Both are top-level, because an update of a nested path fails as long as its parent does not exist.
 */

const connectionPrefix = 'c:';
const roomsPrefix = 'r:';

export const connectionAttribute = (connectionId: string) => `${connectionPrefix}${connectionId}`;
export const roomsAttribute = (connectionId: string) => `${roomsPrefix}${connectionId}`;

/** `exp` in seconds, `at` (when it was opened) in ms since the epoch. */
const storedConnection = z.object({ codec: z.string(), name: z.string(), exp: z.number(), at: z.number() });
const storedRooms = z.set(z.string());

export function fromConnection(connection: Recipient): z.infer<typeof storedConnection> {
  const { codec, username: name, expiresAtSeconds: exp, connectedAtMs: at } = connection;
  return { codec, name, exp, at };
}

/** The ids behind a prefix among the item's attributes. */
function idsOf(item: Record<string, unknown>, prefix: string): string[] {
  return Object.keys(item)
    .filter((name) => name.startsWith(prefix))
    .map((name) => name.slice(prefix.length));
}

export function toPresence(row: unknown): Presence {
  const item = z.looseObject({ PK: z.string() }).parse(row);
  const userId = withoutPrefix(item.PK, 'user');
  const roomsOf = (connectionId: string) => storedRooms.parse(item[roomsAttribute(connectionId)] ?? new Set());
  const toConnection = (connectionId: string): PresentConnection => {
    const { codec, name, exp, at } = storedConnection.parse(item[connectionAttribute(connectionId)]);
    const recipient = { connectionId, userId, username: name, codec, expiresAtSeconds: exp, connectedAtMs: at };
    return { ...recipient, threadIds: roomsOf(connectionId) };
  };
  const open = idsOf(item, connectionPrefix);
  const ended = idsOf(item, roomsPrefix).filter((id) => !open.includes(id));
  return {
    userId,
    connections: open.map(toConnection),
    unfinishedEnds: ended.map((connectionId) => ({ connectionId, threadIds: roomsOf(connectionId) })),
  };
}
