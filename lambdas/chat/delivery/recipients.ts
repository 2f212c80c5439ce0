import { roles, type Role } from '../../../protocol/objects.ts';
import { isLive } from '../model/connection.ts';
import type { PresentConnection, Recipient, RoomMember, Snapshot, Thread } from '../model/types.ts';
import type { Context } from '../ports/context.ts';

/** The live connections of the thread's participants that have joined it, as the room's rows say. */
export function membersOf({ thread, members }: Snapshot, nowMs: number): RoomMember[] {
  const isParticipant = (member: RoomMember) => roles.some((role) => thread?.[role].id === member.userId);
  return members.filter((member) => isParticipant(member) && isLive(member, nowMs));
}

/** Those of `connections` that are not among `members`. */
export function notAmong<R extends Recipient>(connections: R[], members: Recipient[]): R[] {
  const joined = new Set(members.map((member) => member.connectionId));
  return connections.filter((connection) => !joined.has(connection.connectionId));
}

/** Every connection of these participants, joined or not; nobody who has joined before the call is missed. */
export async function connectionsOf(
  ctx: Context,
  thread: Thread,
  who: readonly Role[] = roles,
): Promise<PresentConnection[]> {
  const presences = await ctx.store.listPresences(who.map((role) => thread[role].id));
  return presences.flatMap(({ connections }) => connections);
}

/** Those of the connections that have joined the thread. */
export function joinedTo(threadId: string, connections: PresentConnection[]): RoomMember[] {
  const joined = connections.filter(({ threadIds }) => threadIds.has(threadId));
  return joined.map((connection) => ({ ...connection, threadId }));
}
