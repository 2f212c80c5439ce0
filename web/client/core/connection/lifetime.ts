import type { Failure } from '../../api/types.ts';
import { begin, dialOf, startDial } from './dial.ts';
import { failDial, retire, tokenRefused } from './ending.ts';
import { request } from '../requests/requests.ts';
import { syncRooms } from '../threads/rooms.ts';
import type { Turn } from '../machine/turn.ts';

/** When a token is renewed: well before it ends, but never in the first half of its life. */
function renewAtMs(turn: Turn, expiresAtMs: number | null): number | null {
  if (expiresAtMs === null) return null;
  return expiresAtMs - Math.min(turn.timing.renewBeforeMs, Math.max(0, expiresAtMs - turn.nowMs) / 2);
}

/** Both moments on this device's clock; a token's expiry is on the server's. */
export function tokenTimes(
  turn: Turn,
  serverExpiresAtMs: number | null,
): { expiresAtMs: number | null; renewAtMs: number | null } {
  const expiresAtMs = serverExpiresAtMs === null ? null : serverExpiresAtMs - turn.state.clockOffsetMs;
  return { expiresAtMs, renewAtMs: renewAtMs(turn, expiresAtMs) };
}

export function renewed(turn: Turn, serverExpiresAtMs: number | null): void {
  turn.setConnected(tokenTimes(turn, serverExpiresAtMs));
}

export function renewalFailed(turn: Turn, failure: Failure): void {
  turn.emit('failure', failure);
  turn.setConnected({ renewAtMs: turn.nowMs + turn.timing.retryInternalMs });
}

/** What is due on the connection itself. */
export function connectionTick(turn: Turn): void {
  const { connection } = turn.state;
  const dial = dialOf(turn);
  if (connection.kind === 'waiting' && connection.retryAtMs <= turn.nowMs) return begin(turn, connection.attempt);
  if (dial && dial.dueMs <= turn.nowMs) failDial(turn, dial);
  if (connection.kind === 'connected') connectedTick(turn);
}

function connectedTick(turn: Turn): void {
  const { expiresAtMs, renewAtMs: renewalMs, replaceAtMs, pingAtMs, successor, retiring } = turn.connected!;
  const isDue = (ms: number | null) => ms !== null && ms <= turn.nowMs;
  if (isDue(expiresAtMs)) {
    return tokenRefused(turn, { code: 'unauthorized', message: 'The token has expired' });
  }
  if (isDue(renewalMs)) {
    turn.setConnected({ renewAtMs: null });
    turn.do({ kind: 'fetch_token', purpose: 'renew', refresh: true });
  }
  if (isDue(replaceAtMs) && !successor && !retiring) {
    turn.setConnected({ successor: startDial(turn, false), replaceAtMs: Infinity });
  }
  if (isDue(pingAtMs)) keepAlive(turn);
  if (isDue(retiring?.dueMs ?? null)) retire(turn);
}

/** Joining again serves as a ping, and brings back what a lost push or a lost row of the room took away. */
function keepAlive(turn: Turn): void {
  const { socket } = turn.connected!;
  turn.setConnected({ pingAtMs: turn.nowMs + turn.timing.pingEveryMs });
  if (!syncRooms(turn)) request(turn, socket, { action: 'ping' }, { kind: 'ping' });
}
