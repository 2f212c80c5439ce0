import { lastSeqOf } from '../log/log.ts';
import type { Turn } from '../machine/turn.ts';
import type { ClientState } from '../state/client.ts';
import type { Room } from '../state/room.ts';

/** Allows for clocks that differ and for the time that the last frame was on its way. */
const marginMs = 60_000;

/** Messages that were sent before can no longer be edited, nor could they when the last frame arrived. */
function settledBeforeMs(state: ClientState, editWindowMs: number): number {
  return state.lastFrameAtMs + state.clockOffsetMs - editWindowMs - marginMs;
}

/**
 * The `seq` after which messages may have been edited or deleted unnoticed: they were still within the edit window when
 * the last frame arrived. Fetching everything after it brings the log up to date.
 */
function resyncFrom(state: ClientState, room: Room, editWindowMs: number): number | null {
  if (!room.log.loaded) return null;
  const sinceMs = settledBeforeMs(state, editWindowMs);
  const young = room.log.messages.findLastIndex((message) => Date.parse(message.sent_at) < sinceMs);
  const afterSeq = young === -1 ? room.log.firstSeq - 1 : room.log.messages[young]!.seq;
  return Math.min(afterSeq, room.resyncFrom ?? lastSeqOf(room.log));
}

/** Nothing fetches the window again, so one whose messages may have been edited is left. */
function isSettled(window: Room['window'], beforeMs: number): boolean {
  return Date.parse(window?.messages.at(-1)?.sent_at ?? '') < beforeMs;
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
    window: isSettled(room.window, settledBeforeMs(turn.state, turn.timing.editWindowMs)) ? room.window : null,
  };
}

/** A socket has closed: the rooms that were joined on it have to be joined again. */
export function contactLost(turn: Turn, socket: number): void {
  for (const room of turn.state.rooms.values()) {
    if (room.joinedOn === socket) turn.setRoom(room.id, outOfContact(turn, room));
  }
}
