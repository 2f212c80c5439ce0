import type { Timing } from '../api/options.ts';
import * as connection from './connection/index.ts';
import * as frames from './frames/index.ts';
import * as inbox from './inbox/handlers.ts';
import type { Effect } from './machine/effects.ts';
import type { Handlers } from './machine/handlers.ts';
import type { Input } from './machine/inputs.ts';
import { Turn, type Moment } from './machine/turn.ts';
import * as outbox from './outbox/index.ts';
import type { ClientState } from './state/client.ts';
import * as threads from './threads/index.ts';

const handlers: Handlers = {
  ...connection.handlers,
  ...frames.handlers,
  ...threads.handlers,
  ...outbox.handlers,
  ...inbox.handlers,
  // Nothing but the pumps.
  tick: () => {},
};

/** Each does what is due now and not under way yet. */
const pumps = [connection.pump, frames.pump, threads.pump, outbox.pump, connection.retireIfIdle];

/** One step of the client: from its state and an input to the next state and the effects. Pure. */
export function step(
  state: ClientState,
  input: Input,
  moment: Moment,
  timing: Timing,
): { state: ClientState; effects: Effect[] } {
  const turn = new Turn(state, moment, timing);
  (handlers[input.kind] as (turn: Turn, input: Input) => void)(turn, input);
  for (const pump of pumps) pump(turn);
  return { state: turn.state, effects: turn.effects };
}
