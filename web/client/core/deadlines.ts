import type { ClientState, Entry } from './state/client.ts';
import type { Connected } from './state/connection.ts';
import type { Room } from './state/room.ts';

type Deadline = number | null | undefined;

function ofConnected(connected: Connected): Deadline[] {
  const { expiresAtMs, renewAtMs, replaceAtMs, pingAtMs, successor, retiring } = connected;
  const isReplaceable = !successor && !retiring;
  return [expiresAtMs, renewAtMs, isReplaceable ? replaceAtMs : null, pingAtMs, successor?.dueMs, retiring?.dueMs];
}

function ofRoom(room: Room): Deadline[] {
  const pulls = room.busy ? [] : [room.retryAtMs, room.gapAtMs];
  const read = room.read.upToSeq !== null && room.read.inFlight === null ? room.read.notBeforeMs : null;
  return [...pulls, read, room.ownTyping?.stopAtMs, ...room.typing.map((typist) => typist.untilMs)];
}

function ofEntry(entry: Entry): Deadline {
  return entry.failure === null && entry.accepted === null && !entry.inFlight ? entry.notBeforeMs : null;
}

function ofConnection(state: ClientState): Deadline[] {
  const { connection } = state;
  if (connection.kind === 'waiting' || connection.kind === 'offline') return [connection.retryAtMs];
  if (connection.kind === 'connecting') return [connection.dial.dueMs];
  if (connection.kind !== 'connected') return [];
  return [
    ...ofConnected(connection),
    state.joinsPausedUntilMs,
    ...[...state.rooms.values()].flatMap(ofRoom),
    ...[...state.outbox.values()].flat().map(ofEntry),
  ];
}

/**
 * When the client needs a `tick` if no other input arrives before; null if never. Deadlines that have passed do not
 * count: the last step has dealt with them, or they wait for another input.
 */
export function nextDeadlineMs(state: ClientState, nowMs: number): number | null {
  const requests = [...state.requests.values()].map((request) => request.dueMs);
  const all = [...ofConnection(state), ...requests].filter(
    (ms) => typeof ms === 'number' && ms > nowMs && ms < Infinity,
  );
  return all.length === 0 ? null : Math.min(...(all as number[]));
}
