import type { EventData } from '../../../../protocol/events.ts';
import type { Failure } from '../../api/types.ts';
import { asksWhy } from '../machine/backoff.ts';
import type { TokenPurpose } from '../machine/inputs.ts';
import type { Turn } from '../machine/turn.ts';
import { adoptFor } from '../outbox/entries.ts';
import { request } from '../requests/request.ts';
import type { Dial } from '../state/connection.ts';
import { attemptsSoFar, endAll, failDial, lose, retire, tokenRefused } from './ending.ts';
import { tokenTimes } from './lifetime.ts';
import { advance, dialOf, transition } from './transition.ts';

function isIn<S extends Dial['stage']>(dial: Dial | null, stage: S): dial is Dial & { stage: S } {
  return dial?.stage === stage;
}

export function tokenReady(turn: Turn, purpose: TokenPurpose, token: string, expiresAtMs: number | null): void {
  const dial = dialOf(turn);
  if (purpose === 'renew') {
    if (turn.connected)
      request(turn, turn.connected.socket, { action: 'hello', token }, { kind: 'renew', expiresAtMs });
  } else if (isIn(dial, 'token')) {
    advance(turn, dial, 'tokenReady', { token, expiresAtMs });
    turn.do({ kind: 'open', socket: dial.socket, token });
  }
}

export function tokenFailed(turn: Turn, purpose: TokenPurpose, failure: Failure): void {
  const dial = dialOf(turn);
  turn.emit('failure', failure);
  const isFinal = failure.code === 'unauthorized';
  // The present token stays valid until it expires. After a final failure, asking again before that would be in vain.
  if (purpose === 'renew')
    return turn.setConnected({ renewAtMs: isFinal ? null : turn.nowMs + turn.timing.retryInternalMs });
  if (!isIn(dial, 'token')) return;
  if (!isFinal) return failDial(turn, dial);
  endAll(turn);
  transition(turn, 'signedOut', { kind: 'refused', error: failure });
}

export function opened(turn: Turn, socket: number): void {
  const dial = dialOf(turn);
  if (dial?.socket !== socket || !isIn(dial, 'opening')) return;
  advance(turn, dial, 'opened');
  request(turn, socket, { action: 'hello' }, { kind: 'hello' });
}

/** `failure`: why `hello` was refused. */
export function closed(turn: Turn, socket: number, failure: Failure | null = null): void {
  const dial = dialOf(turn);
  const { connected } = turn;
  if (dial?.socket === socket) {
    if (!isIn(dial, 'opening') || !asksWhy(attemptsSoFar(turn), turn.moment.random))
      return failDial(turn, dial, failure);
    advance(turn, dial, 'closed');
    turn.do({ kind: 'probe', socket, token: dial.token! });
  } else if (connected?.socket === socket) lose(turn);
  else if (connected?.retiring?.socket === socket) retire(turn);
}

/**
 * A handshake failed, and this is what REST says about its token; null if REST accepts it. A user who has called too
 * often (WS-18) is told so there, and until when.
 */
export function probed(turn: Turn, socket: number, failure: Failure | null): void {
  const dial = dialOf(turn);
  if (dial?.socket !== socket || !isIn(dial, 'probing')) return;
  if (failure?.code === 'unauthorized' || failure?.code === 'forbidden') tokenRefused(turn, failure);
  else failDial(turn, dial, failure);
}

/** The server has confirmed a connection: the first one, or a successor, which replaces the present one. */
export function confirmed(turn: Turn, socket: number, data: EventData<'connection_confirmed'>): void {
  const dial = dialOf(turn);
  const previous = turn.connected;
  if (dial?.socket !== socket) return;
  // There is a network, whatever the device reports.
  turn.set({ isOnline: true });
  transition(turn, 'confirmed', {
    kind: 'connected',
    socket,
    user: data.user,
    connectionId: data.connection_id,
    openedAtMs: turn.nowMs,
    attempt: attemptsSoFar(turn),
    ...tokenTimes(turn, dial.expiresAtMs),
    // Shortened by a random tenth, so that clients that connected together do not all reconnect together.
    replaceAtMs: turn.nowMs + turn.timing.replaceAfterMs * (1 - turn.moment.random / 10),
    pingAtMs: turn.nowMs + turn.timing.pingEveryMs,
    successor: null,
    retiring: previous && { socket: previous.socket, dueMs: turn.nowMs + turn.timing.requestTimeoutMs },
  });
  adoptFor(turn, data.user.id);
  if (!previous) turn.do({ kind: 'refresh_inbox' });
}
