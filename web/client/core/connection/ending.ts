import type { Failure } from '../../api/types.ts';
import { contactLost } from '../threads/contact.ts';
import { begin, dialOf, wait } from './dial.ts';
import { requeue } from './requeue.ts';
import { dropRequests, requestsOn } from '../requests/requests.ts';
import type { Dial } from '../machine/state.ts';
import type { Turn } from '../machine/turn.ts';

/** A token refused twice in a row, the second one fresh, is refused for good. */
const refusalsMax = 2;

/** Ends a socket, and puts what it was asked back to where it can be asked again. */
function end(turn: Turn, socket: number): void {
  turn.do({ kind: 'close', socket });
  for (const dropped of dropRequests(turn, socket)) requeue(turn, dropped);
  contactLost(turn, socket);
}

export function endAll(turn: Turn): void {
  const { connected } = turn;
  const dial = dialOf(turn);
  if (hasLasted(turn)) turn.set({ refusals: 0 });
  if (connected) end(turn, connected.socket);
  if (connected?.retiring) end(turn, connected.retiring.socket);
  if (dial) end(turn, dial.socket);
}

function hasLasted(turn: Turn): boolean {
  return turn.connected !== null && turn.nowMs - turn.connected.openedAtMs >= turn.timing.backoffMaxMs;
}

/** A connection that did not last counts as one more failed attempt, so that a crashing server is not stormed. */
export function attemptsSoFar(turn: Turn): number {
  const { connection } = turn.state;
  if (connection.kind === 'connecting') return connection.attempt;
  if (connection.kind !== 'connected') return 0;
  return hasLasted(turn) ? 0 : connection.attempt + 1;
}

export function failDial(turn: Turn, dial: Dial): void {
  end(turn, dial.socket);
  const { connection } = turn.state;
  if (connection.kind === 'connecting') wait(turn, connection.attempt);
  else turn.setConnected({ successor: null, replaceAtMs: turn.nowMs + turn.timing.backoffMaxMs * turn.moment.random });
}

/** The present connection is gone. A successor under way takes over; else the next attempt follows after a wait. */
export function lose(turn: Turn): void {
  const { connected } = turn;
  if (!connected) return;
  const attempt = attemptsSoFar(turn);
  if (hasLasted(turn)) turn.set({ refusals: 0 });
  end(turn, connected.socket);
  if (connected.retiring) end(turn, connected.retiring.socket);
  if (connected.successor) turn.set({ connection: { kind: 'connecting', attempt, dial: connected.successor } });
  else wait(turn, attempt);
}

/** The server does not take the token: a fresh one is tried at once, and then nothing any more. */
export function tokenRefused(turn: Turn, error: Failure): void {
  const attempt = attemptsSoFar(turn);
  endAll(turn);
  const refusals = turn.state.refusals + 1;
  turn.set({ refusals });
  if (refusals >= refusalsMax) turn.set({ connection: { kind: 'refused', error } });
  else begin(turn, attempt, true);
}

export function retire(turn: Turn): void {
  const retiring = turn.connected?.retiring;
  if (!retiring) return;
  end(turn, retiring.socket);
  turn.setConnected({ retiring: null });
}

/** Drops the connection that was replaced once nobody needs it: every room joined on the new one, every request answered. */
export function retireIfIdle(turn: Turn): void {
  const retiring = turn.connected?.retiring;
  if (!retiring || requestsOn(turn, retiring.socket).length > 0) return;
  if ([...turn.state.rooms.values()].some((room) => room.joinedOn === retiring.socket)) return;
  retire(turn);
}
