import type { WhichToken } from '../../api/types.ts';
import type { Turn } from '../machine/turn.ts';
import type { Dial } from '../state/connection.ts';
import { transition } from './transition.ts';

/** Starts a dial with a token. */
export function startDial(turn: Turn, which: WhichToken): Dial {
  const socket = turn.state.nextSocket;
  turn.set({ nextSocket: socket + 1 });
  turn.do({ kind: 'fetch_token', purpose: 'dial', which });
  return { socket, stage: 'token', dueMs: turn.nowMs + turn.timing.connectTimeoutMs, token: null, expiresAtMs: null };
}

/** After each so many failed attempts the token is fetched again: it may be what the handshakes fail for. */
const attemptsPerToken = 4;

/** Starts an attempt to connect. `attempt` counts the failed ones before it. */
export function begin(turn: Turn, event: 'connect' | 'wake' | 'waitOver', attempt: number): void {
  const isNext = attempt > 0 && attempt % attemptsPerToken === 0;
  transition(turn, event, { kind: 'connecting', attempt, dial: startDial(turn, isNext ? 'again' : 'current') });
}

/**
 * The device reports that it has no network. It may be wrong, so the client tries all the same, at the slowest pace.
 */
export function offline(turn: Turn): { kind: 'offline'; retryAtMs: number } {
  const { backoffMaxMs } = turn.timing;
  return { kind: 'offline', retryAtMs: turn.nowMs + backoffMaxMs * (1 - turn.moment.random / 2) };
}

/**
 * Schedules the next attempt, not before `retryAfterMs` if the server has said so; without a network, at the slowest
 * pace.
 */
export function wait(turn: Turn, event: 'dialFailed' | 'lost', attempt: number, retryAfterMs = 0): void {
  if (!turn.state.isOnline) return transition(turn, 'networkLost', offline(turn));
  const retryAtMs = turn.nowMs + Math.max(retryAfterMs, turn.backoffMs(attempt));
  transition(turn, event, { kind: 'waiting', retryAtMs, attempt: attempt + 1 });
}
