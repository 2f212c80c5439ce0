import type { Turn } from '../machine/turn.ts';
import { pumpRoom } from './joining.ts';
import { pumpRead } from './read-marks.ts';
import { typingEnds } from './typing.ts';

/** The slice of the open threads: joining, messages, read marks, typing, presence. */
export { handlers } from './handlers.ts';

/** Sends what is due in each room: `typing_stop`, joins, pages, read marks. */
export function pump(turn: Turn): void {
  const { connected } = turn;
  if (!connected) return;
  for (const room of turn.state.rooms.values()) typingEnds(turn, room);
  for (const id of turn.state.rooms.keys()) {
    pumpRoom(turn, id, connected.socket);
    pumpRead(turn, id, connected.socket);
  }
}
