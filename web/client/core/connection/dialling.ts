import type { EventData } from '../../../../protocol/events.ts';
import type { Failure } from '../../api/types.ts';
import { dialOf, setDial } from './dial.ts';
import { attemptsSoFar, endAll, failDial, lose, retire, tokenRefused } from './ending.ts';
import { tokenTimes } from './lifetime.ts';
import type { TokenPurpose } from '../machine/inputs-and-effects.ts';
import { adoptFor } from '../outbox/outbox.ts';
import { request } from '../requests/requests.ts';
import type { Turn } from '../machine/turn.ts';

export function tokenReady(turn: Turn, purpose: TokenPurpose, token: string, expiresAtMs: number | null): void {
  const dial = dialOf(turn);
  if (purpose === 'renew') {
    if (turn.connected)
      request(turn, turn.connected.socket, { action: 'hello', token }, { kind: 'renew', expiresAtMs });
  } else if (dial?.stage === 'token') {
    setDial(turn, { ...dial, stage: 'opening', token, expiresAtMs });
    turn.do({ kind: 'open', socket: dial.socket, token });
  }
}

export function tokenFailed(turn: Turn, purpose: TokenPurpose, failure: Failure): void {
  const dial = dialOf(turn);
  turn.emit('failure', failure);
  const isFinal = failure.code === 'unauthorized';
  // The present token is good until its end, and asking for another one before that is of no use.
  if (purpose === 'renew')
    return turn.setConnected({ renewAtMs: isFinal ? null : turn.nowMs + turn.timing.retryInternalMs });
  if (dial?.stage !== 'token') return;
  if (!isFinal) return failDial(turn, dial);
  endAll(turn);
  turn.set({ connection: { kind: 'refused', error: failure } });
}

export function opened(turn: Turn, socket: number): void {
  const dial = dialOf(turn);
  if (dial?.socket !== socket) return;
  setDial(turn, { ...dial, stage: 'hello' });
  request(turn, socket, { action: 'hello' }, { kind: 'hello' });
}

export function closed(turn: Turn, socket: number): void {
  const dial = dialOf(turn);
  const { connected } = turn;
  if (dial?.socket === socket) {
    if (dial.stage !== 'opening') return failDial(turn, dial);
    setDial(turn, { ...dial, stage: 'probing' });
    turn.do({ kind: 'probe', socket, token: dial.token! });
  } else if (connected?.socket === socket) lose(turn);
  else if (connected?.retiring?.socket === socket) retire(turn);
}

/** What REST says about the token with which a handshake failed. */
export function probed(turn: Turn, socket: number, failure: Failure | null): void {
  const dial = dialOf(turn);
  if (dial?.socket !== socket || dial.stage !== 'probing') return;
  if (failure?.code === 'unauthorized' || failure?.code === 'forbidden') tokenRefused(turn, failure);
  else failDial(turn, dial);
}

export function confirmed(turn: Turn, socket: number, data: EventData<'connection_confirmed'>): void {
  const dial = dialOf(turn);
  const previous = turn.connected;
  if (dial?.socket !== socket) return;
  turn.set({ clockOffsetMs: Date.parse(data.server_time) - turn.nowMs });
  turn.set({
    connection: {
      kind: 'connected',
      socket,
      user: data.user,
      connectionId: data.connection_id,
      openedAtMs: turn.nowMs,
      attempt: attemptsSoFar(turn),
      ...tokenTimes(turn, dial.expiresAtMs),
      // A tenth of chance, so that clients that connected together do not all come back together.
      replaceAtMs: turn.nowMs + turn.timing.replaceAfterMs * (1 - turn.moment.random / 10),
      pingAtMs: turn.nowMs + turn.timing.pingEveryMs,
      successor: null,
      retiring: previous && { socket: previous.socket, dueMs: turn.nowMs + turn.timing.requestTimeoutMs },
    },
  });
  adoptFor(turn, data.user.id);
  if (!previous) turn.do({ kind: 'refresh_inbox' });
}
