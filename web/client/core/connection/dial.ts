import type { Dial } from '../machine/state.ts';
import type { Turn } from '../machine/turn.ts';

export function startDial(turn: Turn, refresh: boolean): Dial {
  const socket = turn.state.nextSocket;
  turn.set({ nextSocket: socket + 1 });
  turn.do({ kind: 'fetch_token', purpose: 'dial', refresh });
  return { socket, stage: 'token', dueMs: turn.nowMs + turn.timing.connectTimeoutMs, token: null, expiresAtMs: null };
}

export function begin(turn: Turn, attempt: number, refresh = false): void {
  turn.set({ connection: { kind: 'connecting', attempt, dial: startDial(turn, refresh) } });
}

export function wait(turn: Turn, attempt: number): void {
  if (!turn.state.isOnline) return turn.set({ connection: { kind: 'offline' } });
  turn.set({ connection: { kind: 'waiting', retryAtMs: turn.nowMs + turn.backoffMs(attempt), attempt: attempt + 1 } });
}

/** The dial under way: the first one, or that of a successor. */
export function dialOf(turn: Turn): Dial | null {
  const { connection } = turn.state;
  if (connection.kind === 'connecting') return connection.dial;
  return connection.kind === 'connected' ? connection.successor : null;
}

export function setDial(turn: Turn, dial: Dial): void {
  const { connection } = turn.state;
  if (connection.kind === 'connecting') turn.set({ connection: { ...connection, dial } });
  else turn.setConnected({ successor: dial });
}
