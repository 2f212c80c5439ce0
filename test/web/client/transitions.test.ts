import { describe, expect, it } from 'vitest';
import { transition } from '../../../web/client/core/connection/transition.ts';
import { defaultTiming } from '../../../web/client/core/machine/default-timing.ts';
import { Turn } from '../../../web/client/core/machine/turn.ts';
import { initialState } from '../../../web/client/core/state/client.ts';
import { transitions } from '../../../web/client/core/state/connection.ts';

const idleTurn = () => new Turn(initialState(null, 0), { nowMs: 0, random: 0 }, defaultTiming);

describe('the transitions of the connection', () => {
  it('reach every state', () => {
    const targets = new Set(Object.values(transitions).flatMap((row) => Object.values(row)));
    expect([...targets].sort()).toEqual(Object.keys(transitions).sort());
  });

  it('lead by each event to the same state', () => {
    const targets = new Map<string, Set<string>>();
    for (const [event, target] of Object.values(transitions).flatMap((row) => Object.entries(row)))
      targets.set(event, (targets.get(event) ?? new Set()).add(target));
    expect([...targets].filter(([, states]) => states.size > 1)).toEqual([]);
  });

  it('change the state by an event of its row', () => {
    const turn = idleTurn();
    transition(turn, 'connectOffline', { kind: 'offline', retryAtMs: 1 });
    expect(turn.state.connection).toEqual({ kind: 'offline', retryAtMs: 1 });
  });

  it('refuse an event that is not in the row of the present state', () => {
    const turn = idleTurn();
    expect(() => transition(turn, 'lost', { kind: 'waiting', retryAtMs: 1, attempt: 1 })).toThrow(
      'No transition for lost while idle',
    );
    expect(turn.state.connection).toEqual({ kind: 'idle' });
  });
});
