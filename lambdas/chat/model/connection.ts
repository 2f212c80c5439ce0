import { limits } from '../../../protocol/limits.ts';
import type { Recipient, RoomMember } from './types.ts';

/** A function may still be working on a frame that arrived just before API Gateway closed the connection. */
const lifetimeSlackMs = 60_000;

/**
 * A connection is stored before its socket is open, and a post to it answers 410 until then. API Gateway gives
 * `$connect` at most 29 s, so a 410 within this time proves nothing.
 */
const openingMs = 30_000;

/**
 * When a connection ends, in seconds since the epoch: when its token expires, and after two hours at the latest, which
 * is API Gateway's limit for the duration of a WebSocket connection.
 */
export function endOf(connectedAtMs: number, tokenExpiresAtSeconds: number): number {
  const longestMs = connectedAtMs + limits.connectionLifetimeMs + lifetimeSlackMs;
  return Math.min(tokenExpiresAtSeconds, Math.ceil(longestMs / 1000));
}

/** Whether the connection has not ended yet, so that frames may be pushed to it. */
export function isLive({ expiresAtSeconds }: { expiresAtSeconds: number }, nowMs: number): boolean {
  return expiresAtSeconds * 1000 > nowMs;
}

/**
 * Whether a 410 proves that the connection has ended: one that has joined a room, or is old enough, was open before.
 */
export function wasOpen(recipient: Recipient | RoomMember, nowMs: number): boolean {
  return 'threadId' in recipient || recipient.connectedAtMs + openingMs <= nowMs;
}

/**
 * The connections to close so that the user has `max` after opening one more: the oldest ones, oldest first (WS-17).
 */
export function surplus(others: Recipient[], max: number): Recipient[] {
  const oldestFirst = [...others].sort(
    (a, b) => a.connectedAtMs - b.connectedAtMs || (a.connectionId < b.connectionId ? -1 : 1),
  );
  return oldestFirst.slice(0, Math.max(0, others.length + 1 - max));
}
