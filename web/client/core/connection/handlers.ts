import type { Handlers } from '../machine/handlers.ts';
import type { Turn } from '../machine/turn.ts';
import { adoptFor, forget } from '../outbox/entries.ts';
import { request, requestsOn } from '../requests/request.ts';
import type { Request } from '../state/request.ts';
import { syncRooms } from '../threads/joining.ts';
import { dropReads } from '../threads/read-marks.ts';
import { begin, offline } from './dial.ts';
import { endAll } from './ending.ts';
import { closed, opened, probed, tokenFailed, tokenReady } from './handshake.ts';
import { transition } from './transition.ts';

type Kinds =
  | 'connect'
  | 'disconnect'
  | 'forget'
  | 'retry_now'
  | 'online'
  | 'offline'
  | 'wake'
  | 'attend'
  | 'token_ready'
  | 'token_failed'
  | 'probed'
  | 'opened'
  | 'closed';

export const handlers: Handlers<Kinds> = {
  connect: (turn) => {
    connect(turn, turn.state.isOnline);
    adoptOwn(turn);
  },
  disconnect: (turn) => disconnect(turn),
  forget: (turn) => {
    disconnect(turn);
    forget(turn);
  },
  retry_now: (turn) => {
    const { kind } = turn.state.connection;
    // Also while offline: the device may be wrong about the network.
    if (kind === 'refused' || kind === 'offline' || kind === 'waiting') connect(turn, true);
  },
  online: (turn) => {
    turn.set({ isOnline: true });
    wake(turn);
  },
  offline: (turn) => {
    turn.set({ isOnline: false });
    goOffline(turn);
  },
  wake: (turn) => {
    if (turn.state.connection.kind !== 'offline') wake(turn);
    adoptOwn(turn);
  },
  attend: (turn) => {
    if (turn.connected && turn.nowMs - turn.state.lastFrameAtMs >= turn.timing.quietMs) check(turn);
  },
  token_ready: (turn, input) => {
    if (turn.state.userId === null && input.userId !== null) adoptFor(turn, input.userId);
    tokenReady(turn, input.purpose, input.token, input.expiresAtMs);
  },
  token_failed: (turn, input) => tokenFailed(turn, input.purpose, input.failure),
  probed: (turn, input) => probed(turn, input.socket, input.failure),
  opened: (turn, input) => opened(turn, input.socket),
  closed: (turn, input) => closed(turn, input.socket),
};

function connect(turn: Turn, isOnline: boolean): void {
  turn.set({ isWanted: true, refusals: 0 });
  const { kind } = turn.state.connection;
  if (kind === 'connecting' || kind === 'connected') return;
  if (isOnline) begin(turn, 'connect', 0);
  else transition(turn, 'connectOffline', offline(turn));
}

function disconnect(turn: Turn): void {
  turn.set({ isWanted: false });
  endAll(turn);
  transition(turn, 'disconnect', { kind: 'idle' });
  dropReads(turn);
}

/**
 * The network is back, or the tab became visible: a waiting client connects now, and a connected one checks its
 * connection.
 */
function wake(turn: Turn): void {
  const { kind } = turn.state.connection;
  if (kind === 'offline' || kind === 'waiting') begin(turn, 'wake', 0);
  if (kind !== 'connected') return;
  check(turn);
  syncRooms(turn);
}

/** Sends a ping that has to be answered soon, unless one is on its way. */
function check(turn: Turn): void {
  const { socket } = turn.connected!;
  const { wakeTimeoutMs } = turn.timing;
  const isPing = ({ purpose, dueMs }: Request) => purpose.kind === 'ping' && dueMs <= turn.nowMs + wakeTimeoutMs;
  if (!requestsOn(turn, socket).some(isPing))
    request(turn, socket, { action: 'ping' }, { kind: 'ping' }, wakeTimeoutMs);
}

function goOffline(turn: Turn): void {
  const { kind } = turn.state.connection;
  if (kind === 'idle' || kind === 'refused' || kind === 'offline') return;
  endAll(turn);
  transition(turn, 'networkLost', offline(turn));
}

/** Takes up what an earlier run or a closed tab left in the store, so that it is shown before there is a connection. */
function adoptOwn(turn: Turn): void {
  if (turn.state.isWanted && turn.state.userId !== null) adoptFor(turn, turn.state.userId);
}
