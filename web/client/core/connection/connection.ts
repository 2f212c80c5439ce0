import { begin } from './dial.ts';
import { endAll } from './ending.ts';
import { request } from '../requests/requests.ts';
import { syncRooms } from '../threads/rooms.ts';
import type { Turn } from '../machine/turn.ts';

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
