import { roles, type Role } from '../../../protocol/objects.ts';
import { isLive } from '../model/connection.ts';
import type { Recipient, RoomMember, Snapshot, Thread } from '../model/types.ts';
import type { Context } from '../ports/context.ts';

/** The live connections of the thread's participants that have joined it. A stranger's row, about to be removed again, is left out. */
export function membersOf({ thread, members }: Snapshot, nowMs: number): RoomMember[] {
  const isParticipant = (member: RoomMember) => roles.some((role) => thread?.[role].id === member.userId);
  return members.filter((member) => isParticipant(member) && isLive(member, nowMs));
}

/** The user's connections in the room other than this one. */
export function otherMemberships(
  room: Snapshot,
  { userId, connectionId }: { userId: string; connectionId: string },
  nowMs: number,
): RoomMember[] {
  return membersOf(room, nowMs).filter((one) => one.userId === userId && one.connectionId !== connectionId);
}

/** Those of `connections` that are not among `members`. */
export function notAmong<R extends Recipient>(connections: R[], members: Recipient[]): R[] {
  const joined = new Set(members.map((member) => member.connectionId));
  return connections.filter((connection) => !joined.has(connection.connectionId));
}

/** Every connection of these participants, joined or not. */
export async function connectionsOf(ctx: Context, thread: Thread, who: readonly Role[] = roles): Promise<Recipient[]> {
  return (await Promise.all(who.map((role) => ctx.store.listConnections(thread[role].id)))).flat();
}
