import type { User } from '../../../../protocol/objects.ts';
import type { Turn } from '../machine/turn.ts';
import { stoppedTyping } from './typing.ts';

/** A user has joined the thread on a first connection, or left it on the last one (WS-15). */
export function presenceChanged(turn: Turn, threadId: string, user: User, { online }: { online: boolean }): void {
  const room = turn.state.rooms.get(threadId);
  if (!room) return;
  turn.setRoom(threadId, {
    members: room.members.map((member) => (member.id === user.id ? { ...member, online } : member)),
  });
  if (!online) stoppedTyping(turn, threadId, user.id);
}
