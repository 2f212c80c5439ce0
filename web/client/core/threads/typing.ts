import type { User } from '../../../../protocol/objects.ts';
import type { Turn } from '../machine/turn.ts';
import type { Room } from '../state/room.ts';

/** Another user has started typing, or goes on. */
export function startedTyping(turn: Turn, threadId: string, user: User): void {
  const room = turn.state.rooms.get(threadId);
  if (!room || user.id === turn.state.userId) return;
  const others = room.typing.filter((typist) => typist.user.id !== user.id);
  turn.setRoom(threadId, { typing: [...others, { user, untilMs: turn.nowMs + turn.timing.typingShownMs }] });
}

export function stoppedTyping(turn: Turn, threadId: string, userId: string): void {
  const { typing } = turn.room(threadId);
  const others = typing.filter((typist) => typist.user.id !== userId);
  if (others.length < typing.length) turn.setRoom(threadId, { typing: others });
}

function sendTyping(turn: Turn, room: Room, action: 'typing_start' | 'typing_stop'): void {
  const { connected } = turn;
  if (!connected || room.joinedOn === null) return;
  // Without a `request_id` there is no reply, which would cost as much as the frame (WS-4).
  turn.do({ kind: 'send', socket: connected.socket, frame: { action, thread_id: room.id } });
}

/** The user pressed a key. Sends `typing_start` at most once every `typingRepeatMs`. */
export function typed(turn: Turn, threadId: string): void {
  const room = turn.room(threadId);
  if (!turn.connected || room.joinedOn === null) return;
  const stopAtMs = turn.nowMs + turn.timing.typingPauseMs;
  const sentAtMs = room.ownTyping?.sentAtMs ?? -Infinity;
  const isDue = turn.nowMs - sentAtMs >= turn.timing.typingRepeatMs;
  turn.setRoom(threadId, { ownTyping: { sentAtMs: isDue ? turn.nowMs : sentAtMs, stopAtMs } });
  if (isDue) sendTyping(turn, room, 'typing_start');
}

export function stopTyping(turn: Turn, threadId: string): void {
  const room = turn.room(threadId);
  if (room.ownTyping === null) return;
  turn.setRoom(threadId, { ownTyping: null });
  sendTyping(turn, room, 'typing_stop');
}

/** Ends typing after a silence: sends `typing_stop` for the user, and forgets other typists. */
export function typingEnds(turn: Turn, room: Room): void {
  if (room.ownTyping !== null && room.ownTyping.stopAtMs <= turn.nowMs) stopTyping(turn, room.id);
  const still = room.typing.filter((typist) => typist.untilMs > turn.nowMs);
  if (still.length < room.typing.length) turn.setRoom(room.id, { typing: still });
}
