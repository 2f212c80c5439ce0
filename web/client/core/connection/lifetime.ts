import type { Failure } from '../../api/types.ts';
import type { Turn } from '../machine/turn.ts';
import { request } from '../requests/request.ts';
import { syncRooms } from '../threads/joining.ts';
import { begin, startDial } from './dial.ts';
import { failDial, retire, tokenRefused } from './ending.ts';
import { dialOf } from './transition.ts';

/** When to renew a token: `renewBeforeMs` before it expires, but not in the first half of its life. */
function renewAtMs(turn: Turn, expiresAtMs: number | null): number | null {
  if (expiresAtMs === null) return null;
  return expiresAtMs - Math.min(turn.timing.renewBeforeMs, Math.max(0, expiresAtMs - turn.nowMs) / 2);
}

/** Converts the expiry of a token from the server's time to this device's steady clock, and says when to renew it. */
export function tokenTimes(
  turn: Turn,
  serverExpiresAtMs: number | null,
): { expiresAtMs: number | null; renewAtMs: number | null } {
  const expiresAtMs = serverExpiresAtMs === null ? null : serverExpiresAtMs - turn.state.clockOffsetMs;
  return { expiresAtMs, renewAtMs: renewAtMs(turn, expiresAtMs) };
}

/**
 * Takes over the server's time. The times of the token move with it, because the steady clock may have stood while the
 * device slept.
 */
export function readClock(turn: Turn, serverTime: string): void {
  const clockOffsetMs = Date.parse(serverTime) - turn.nowMs;
  if (Number.isNaN(clockOffsetMs)) return;
  const lateMs = clockOffsetMs - turn.state.clockOffsetMs;
  turn.set({ clockOffsetMs });
  if (!turn.connected) return;
  const { expiresAtMs, renewAtMs: renewalMs } = turn.connected;
  const moved = (ms: number | null) => (ms === null ? null : ms - lateMs);
  turn.setConnected({ expiresAtMs: moved(expiresAtMs), renewAtMs: moved(renewalMs) });
}

export function renewed(turn: Turn, serverExpiresAtMs: number | null): void {
  turn.setConnected(tokenTimes(turn, serverExpiresAtMs));
}

export function renewalFailed(turn: Turn, failure: Failure): void {
  if (failure.code !== 'rate_limited') turn.emit('failure', failure);
  turn.setConnected({ renewAtMs: turn.nowMs + (failure.retryAfterMs ?? turn.timing.retryInternalMs) });
}

/** Does what is due on the connection itself. */
export function pump(turn: Turn): void {
  const { connection } = turn.state;
  const dial = dialOf(turn);
  if (connection.kind === 'offline' && connection.retryAtMs <= turn.nowMs) return begin(turn, 'waitOver', 0);
  if (connection.kind === 'waiting' && connection.retryAtMs <= turn.nowMs)
    return begin(turn, 'waitOver', connection.attempt);
  if (dial && dial.dueMs <= turn.nowMs) failDial(turn, dial);
  if (turn.connected) pumpConnected(turn);
}

function pumpConnected(turn: Turn): void {
  const { expiresAtMs, renewAtMs: renewalMs, replaceAtMs, pingAtMs, successor, retiring } = turn.connected!;
  const isDue = (ms: number | null) => ms !== null && ms <= turn.nowMs;
  if (isDue(expiresAtMs)) {
    return tokenRefused(turn, { code: 'unauthorized', message: 'The token has expired' });
  }
  if (isDue(renewalMs)) {
    turn.setConnected({ renewAtMs: null });
    turn.do({ kind: 'fetch_token', purpose: 'renew', which: 'another' });
  }
  if (isDue(replaceAtMs) && !successor && !retiring) {
    turn.setConnected({ successor: startDial(turn, 'current'), replaceAtMs: Infinity });
  }
  if (isDue(pingAtMs)) keepAlive(turn);
  if (isDue(retiring?.dueMs ?? null)) retire(turn);
}

/** Joins the rooms again instead of a ping: that also repairs what a lost push or a lost row of the room has cost. */
function keepAlive(turn: Turn): void {
  const { socket } = turn.connected!;
  turn.setConnected({ pingAtMs: turn.nowMs + turn.timing.pingEveryMs });
  if (!syncRooms(turn)) request(turn, socket, { action: 'ping' }, { kind: 'ping' });
}
