import type { Turn } from '../machine/turn.ts';
import {
  dialStages,
  transitions,
  type Connection,
  type ConnectionAfter,
  type ConnectionEvent,
  type Dial,
} from '../state/connection.ts';

/**
 * Moves the connection to its next state.
 *
 * @throws Error if the table of transitions has no such event in the present state
 */
export function transition<E extends ConnectionEvent>(turn: Turn, event: E, next: ConnectionAfter<E>): void {
  const { kind } = turn.state.connection;
  if (!Object.hasOwn(transitions[kind], event)) throw new Error(`No transition for ${event} while ${kind}`);
  turn.set({ connection: next as Connection });
}

/** The dial under way: the first one, or that of a successor. */
export function dialOf(turn: Turn): Dial | null {
  const { connection } = turn.state;
  if (connection.kind === 'connecting') return connection.dial;
  return connection.kind === 'connected' ? connection.successor : null;
}

type StageEvent<S extends Dial['stage']> = keyof (typeof dialStages)[S];

/** Moves a dial to its next stage. */
export function advance<S extends Dial['stage']>(
  turn: Turn,
  dial: Dial & { stage: S },
  event: StageEvent<S>,
  patch: Partial<Pick<Dial, 'token' | 'expiresAtMs'>> = {},
): void {
  const stage = dialStages[dial.stage][event] as Dial['stage'];
  const next: Dial = { ...dial, ...patch, stage };
  const { connection } = turn.state;
  if (connection.kind === 'connecting') turn.set({ connection: { ...connection, dial: next } });
  else turn.setConnected({ successor: next });
}
