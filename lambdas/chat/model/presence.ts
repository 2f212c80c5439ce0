import { isLive } from './connection.ts';
import type { Presence, PresentConnection } from './types.ts';

/** What follows from a user's presence item. Without one the user has never connected. */

function liveConnections(presence: Presence | null, nowMs: number): PresentConnection[] {
  return presence?.connections.filter((one) => isLive(one, nowMs)) ?? [];
}

/** The connection in the presence item; null if it has ended. */
export function connectionIn(presence: Presence | null, connectionId: string): PresentConnection | null {
  return presence?.connections.find((one) => one.connectionId === connectionId) ?? null;
}

/** Whether a live connection of the user, other than this one, has joined the thread. */
export function isElsewhereInRoom(
  presence: Presence | null,
  threadId: string,
  connectionId: string,
  nowMs: number,
): boolean {
  const others = liveConnections(presence, nowMs).filter((one) => one.connectionId !== connectionId);
  return others.some((one) => one.threadIds.has(threadId));
}

/** How many rooms the user's live connections have joined, together. */
export function countRooms(presence: Presence | null, nowMs: number): number {
  return liveConnections(presence, nowMs).reduce((sum, one) => sum + one.threadIds.size, 0);
}

/** The connections that have expired without an end, because API Gateway has not reported it. */
export function expiredIn(presence: Presence, nowMs: number): PresentConnection[] {
  return presence.connections.filter((one) => !isLive(one, nowMs));
}
