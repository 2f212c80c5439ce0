import type { EventData } from '../../../protocol/events.ts';
import type { Failure } from '../api.ts';
import { contactLost } from './contact.ts';
import type { TokenPurpose } from './messages.ts';
import { adoptFor } from './outbox.ts';
import { requeue } from './requeue.ts';
import { dropRequests, request, requestsOn } from './requests.ts';
import type { Dial } from './state.ts';
import { syncRooms } from './rooms.ts';
import type { Turn } from './turn.ts';

/** A token refused twice in a row, the second one fresh, is refused for good. */
const refusalsMax = 2;

function startDial(turn: Turn, refresh: boolean): Dial {
  const socket = turn.state.nextSocket;
  turn.set({ nextSocket: socket + 1 });
  turn.do({ kind: 'fetch_token', purpose: 'dial', refresh });
  return { socket, stage: 'token', dueMs: turn.nowMs + turn.timing.connectTimeoutMs, token: null, expiresAtMs: null };
}

function begin(turn: Turn, attempt: number, refresh = false): void {
  turn.set({ connection: { kind: 'connecting', attempt, dial: startDial(turn, refresh) } });
}

function wait(turn: Turn, attempt: number): void {
  if (!turn.state.isOnline) return turn.set({ connection: { kind: 'offline' } });
  turn.set({ connection: { kind: 'waiting', retryAtMs: turn.nowMs + turn.backoffMs(attempt), attempt: attempt + 1 } });
}

/** The dial under way: the first one, or that of a successor. */
function dialOf(turn: Turn): Dial | null {
  const { connection } = turn.state;
  if (connection.kind === 'connecting') return connection.dial;
  return connection.kind === 'connected' ? connection.successor : null;
}

function setDial(turn: Turn, dial: Dial): void {
  const { connection } = turn.state;
  if (connection.kind === 'connecting') turn.set({ connection: { ...connection, dial } });
  else turn.setConnected({ successor: dial });
}

/** Ends a socket, and puts what it was asked back to where it can be asked again. */
function end(turn: Turn, socket: number): void {
  turn.do({ kind: 'close', socket });
  for (const dropped of dropRequests(turn, socket)) requeue(turn, dropped);
  contactLost(turn, socket);
}

function endAll(turn: Turn): void {
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
function attemptsSoFar(turn: Turn): number {
  const { connection } = turn.state;
  if (connection.kind === 'connecting') return connection.attempt;
  if (connection.kind !== 'connected') return 0;
  return hasLasted(turn) ? 0 : connection.attempt + 1;
}

export function connect(turn: Turn, isOnline = turn.state.isOnline): void {
  turn.set({ isWanted: true, refusals: 0 });
  const { kind } = turn.state.connection;
  if (kind === 'connecting' || kind === 'connected') return;
  if (isOnline) begin(turn, 0);
  else turn.set({ connection: { kind: 'offline' } });
}

export function disconnect(turn: Turn): void {
  turn.set({ isWanted: false });
  endAll(turn);
  turn.set({ connection: { kind: 'idle' } });
}

/** The network returned, or the tab woke: what waits connects now, and what seems connected has to prove it. */
export function wake(turn: Turn): void {
  const { kind } = turn.state.connection;
  if (kind === 'offline' || kind === 'waiting') begin(turn, 0);
  if (kind !== 'connected') return;
  request(turn, turn.connected!.socket, { action: 'ping' }, { kind: 'ping' }, turn.timing.wakeTimeoutMs);
  syncRooms(turn);
}

export function goOffline(turn: Turn): void {
  const { kind } = turn.state.connection;
  if (kind === 'idle' || kind === 'refused') return;
  endAll(turn);
  turn.set({ connection: { kind: 'offline' } });
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

function failDial(turn: Turn, dial: Dial): void {
  end(turn, dial.socket);
  const { connection } = turn.state;
  if (connection.kind === 'connecting') wait(turn, connection.attempt);
  else turn.setConnected({ successor: null, replaceAtMs: turn.nowMs + turn.timing.backoffMaxMs * turn.moment.random });
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

export function tokenReady(turn: Turn, purpose: TokenPurpose, token: string, expiresAtMs: number | null): void {
  const dial = dialOf(turn);
  if (purpose === 'renew') {
    if (turn.connected) request(turn, turn.connected.socket, { action: 'hello', token }, { kind: 'renew', expiresAtMs });
  } else if (dial?.stage === 'token') {
    setDial(turn, { ...dial, stage: 'opening', token, expiresAtMs });
    turn.do({ kind: 'open', socket: dial.socket, token });
  }
}

export function tokenFailed(turn: Turn, purpose: TokenPurpose, failure: Failure): void {
  const dial = dialOf(turn);
  turn.emit('failure', failure);
  if (purpose === 'renew') return turn.setConnected({ renewAtMs: turn.nowMs + turn.timing.retryInternalMs });
  if (dial?.stage !== 'token') return;
  if (failure.code !== 'unauthorized') return failDial(turn, dial);
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

/** When a token is renewed: well before it ends, but never in the first half of its life. */
function renewAtMs(turn: Turn, expiresAtMs: number | null): number | null {
  if (expiresAtMs === null) return null;
  return expiresAtMs - Math.min(turn.timing.renewBeforeMs, Math.max(0, expiresAtMs - turn.nowMs) / 2);
}

/** Both moments on this device's clock; a token's expiry is on the server's. */
function tokenTimes(turn: Turn, serverExpiresAtMs: number | null): { expiresAtMs: number | null; renewAtMs: number | null } {
  const expiresAtMs = serverExpiresAtMs === null ? null : serverExpiresAtMs - turn.state.clockOffsetMs;
  return { expiresAtMs, renewAtMs: renewAtMs(turn, expiresAtMs) };
}

export function confirmed(turn: Turn, socket: number, data: EventData<'connection_confirmed'>): void {
  const dial = dialOf(turn);
  const previous = turn.connected;
  if (dial?.socket !== socket) return;
  turn.set({ clockOffsetMs: Date.parse(data.server_time) - turn.nowMs });
  turn.set({
    connection: {
      kind: 'connected', socket, user: data.user, connectionId: data.connection_id, openedAtMs: turn.nowMs,
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

export function renewed(turn: Turn, serverExpiresAtMs: number | null): void {
  turn.setConnected(tokenTimes(turn, serverExpiresAtMs));
}

export function renewalFailed(turn: Turn, failure: Failure): void {
  turn.emit('failure', failure);
  turn.setConnected({ renewAtMs: turn.nowMs + turn.timing.retryInternalMs });
}

function retire(turn: Turn): void {
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
