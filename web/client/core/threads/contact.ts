import type { ClientState, Room } from '../machine/state.ts';
import { lastSeqOf } from '../log/log.ts';
import type { Turn } from '../machine/turn.ts';

/** For the seconds by which the clocks and the last frame's journey may mislead. */
const marginMs = 60_000;

/**
 * After which `seq` messages can have been edited or deleted unnoticed: those that were still young enough when the
 * last frame came. With what is fetched after it, nothing else is needed.
 */
export function resyncFrom(state: ClientState, room: Room, editWindowMs: number): number | null {
  if (!room.log.loaded) return null;
  const sinceMs = state.lastFrameAtMs + state.clockOffsetMs - editWindowMs - marginMs;
  const young = room.log.messages.findLastIndex((message) => Date.parse(message.sent_at) < sinceMs);
  const afterSeq = young === -1 ? room.log.firstSeq - 1 : room.log.messages[young]!.seq;
  return Math.min(afterSeq, room.resyncFrom ?? lastSeqOf(room.log));
}

/** What a room forgets once nothing is pushed to it any more. */
export function outOfContact(turn: Turn, room: Room): Partial<Room> {
  return {
    joinedOn: null,
    synced: false,
    cursor: null,
    gapAtMs: null,
    gapTries: 0,
    retryAtMs: null,
    typing: [],
    ownTyping: null,
    resyncFrom: resyncFrom(turn.state, room, turn.timing.editWindowMs),
  };
}

/** A socket is gone: the rooms that were joined on it have to be joined again. */
export function contactLost(turn: Turn, socket: number): void {
  for (const room of turn.state.rooms.values()) {
    if (room.joinedOn === socket) turn.setRoom(room.id, outOfContact(turn, room));
  }
}
