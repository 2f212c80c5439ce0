import { lastSeqOf } from '../log/log.ts';
import type { Turn } from '../machine/turn.ts';
import type { ClientState } from '../state/client.ts';
import type { Room } from '../state/room.ts';

/** Allows for clocks that differ and for the time that the last frame was on its way. */
const marginMs = 60_000;

/**
 * The `seq` after which messages may have been edited or deleted unnoticed: they were still within the edit window when
 * the last frame arrived. Fetching everything after it brings the log up to date.
 */
function resyncFrom(state: ClientState, room: Room, editWindowMs: number): number | null {
  if (!room.log.loaded) return null;
  const sinceMs = state.lastFrameAtMs + state.clockOffsetMs - editWindowMs - marginMs;
  const young = room.log.messages.findLastIndex((message) => Date.parse(message.sent_at) < sinceMs);
  const afterSeq = young === -1 ? room.log.firstSeq - 1 : room.log.messages[young]!.seq;
  return Math.min(afterSeq, room.resyncFrom ?? lastSeqOf(room.log));
}

/** What changes in a room when pushes no longer reach it. */
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

/** A socket has closed: the rooms that were joined on it have to be joined again. */
export function contactLost(turn: Turn, socket: number): void {
  for (const room of turn.state.rooms.values()) {
    if (room.joinedOn === socket) turn.setRoom(room.id, outOfContact(turn, room));
  }
}
