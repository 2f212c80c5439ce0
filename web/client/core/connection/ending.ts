import type { Failure } from '../../api/types.ts';
import type { Turn } from '../machine/turn.ts';
import { dropRequests, requestsOn } from '../requests/request.ts';
import type { Dial } from '../state/connection.ts';
import { contactLost } from '../threads/resync.ts';
import { startDial, wait } from './dial.ts';
import { requeue } from './requeue.ts';
import { dialOf, transition } from './transition.ts';

/** After this many refusals in a row, the last of a fresh token, the client stops. */
const refusalsMax = 2;

/** Closes a socket, and requeues what was requested on it. */
function end(turn: Turn, socket: number): void {
  turn.do({ kind: 'close', socket });
  for (const dropped of dropRequests(turn, socket)) requeue(turn, dropped);
  contactLost(turn, socket);
}

/** Closes every socket: the present one, the one it replaced, and that of the dial. */
export function endAll(turn: Turn): void {
  const { connected } = turn;
  const dial = dialOf(turn);
  if (hasLasted(turn)) turn.set({ refusals: 0 });
  if (connected) end(turn, connected.socket);
  if (connected?.retiring) end(turn, connected.retiring.socket);
  if (dial) end(turn, dial.socket);
}

function hasLasted(turn: Turn): boolean {
  return turn.connected !== null && turn.nowMs - turn.connected.openedAtMs >= turn.timing.lastingMs;
}

/** The number of failed attempts in a row. A connection that did not last counts as one, to spare a crashing server. */
export function attemptsSoFar(turn: Turn): number {
  const { connection } = turn.state;
  if (connection.kind === 'connecting') return connection.attempt;
  if (connection.kind !== 'connected') return 0;
  return hasLasted(turn) ? 0 : connection.attempt + 1;
}

/**
 * A dial has failed. The next attempt follows after a wait; a failed successor leaves the present connection in place.
 */
export function failDial(turn: Turn, dial: Dial, failure: Failure | null = null): void {
  end(turn, dial.socket);
  const { connection } = turn.state;
  if (connection.kind === 'connecting') wait(turn, 'dialFailed', connection.attempt, failure?.retryAfterMs);
  else turn.setConnected({ successor: null, replaceAtMs: turn.nowMs + turn.timing.backoffMaxMs * turn.moment.random });
}

/**
 * The present connection is lost. If a successor is dialling, its dial goes on; else the next attempt follows after a
 * wait.
 */
export function lose(turn: Turn): void {
  const { connected } = turn;
  if (!connected) return;
  const attempt = attemptsSoFar(turn);
  if (hasLasted(turn)) turn.set({ refusals: 0 });
  end(turn, connected.socket);
  if (connected.retiring) end(turn, connected.retiring.socket);
  if (connected.successor)
    transition(turn, 'lostToSuccessor', { kind: 'connecting', attempt, dial: connected.successor });
  else wait(turn, 'lost', attempt);
}

/** The server refuses the token. The client tries a fresh one at once, and gives up if that is refused too. */
export function tokenRefused(turn: Turn, error: Failure): void {
  const attempt = attemptsSoFar(turn);
  endAll(turn);
  const refusals = turn.state.refusals + 1;
  turn.set({ refusals });
  if (refusals >= refusalsMax) return transition(turn, 'tokenRefusedAgain', { kind: 'refused', error });
  transition(turn, 'tokenRefused', { kind: 'connecting', attempt, dial: startDial(turn, 'another') });
}

/** Closes the connection that was replaced. */
export function retire(turn: Turn): void {
  const retiring = turn.connected?.retiring;
  if (!retiring) return;
  end(turn, retiring.socket);
  turn.setConnected({ retiring: null });
}

/**
 * Closes the replaced connection once nothing needs it: every room is joined on the new one, every request answered.
 */
export function retireIfIdle(turn: Turn): void {
  const retiring = turn.connected?.retiring;
  if (!retiring || requestsOn(turn, retiring.socket).length > 0) return;
  if ([...turn.state.rooms.values()].some((room) => room.joinedOn === retiring.socket)) return;
  retire(turn);
}
