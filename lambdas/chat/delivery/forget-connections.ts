import { roles } from '../../../protocol/objects.ts';
import { eachLimited } from '../../async/each-limited.ts';
import { reachedBy } from '../model/blocks.ts';
import { isElsewhereInRoom } from '../model/presence.ts';
import type { Presence, Snapshot } from '../model/types.ts';
import type { Context } from '../ports/context.ts';
import { post } from './post.ts';
import { membersOf } from './recipients.ts';

export interface EndedConnection {
  connectionId: string;
  userId: string;
  /** The room that the connection was found in. */
  threadId?: string;
}

/** How many connections are forgotten at once. */
const connectionsInFlight = 10;

/**
 * Removes connections that a push has found closed: from the user's presence, and from the room that they were found
 * in, where `user_left` follows (WS-15). The call that pushed does not wait for their other rooms: those are left by
 * `$disconnect`, by the user's next connect, or by a push into that room.
 */
export async function forgetConnections(ctx: Context, ended: EndedConnection[]): Promise<void> {
  await eachLimited(ended, connectionsInFlight, async (one) => {
    const { threadId } = one;
    const presence = await ctx.store.endConnection(one);
    if (threadId !== undefined)
      await endMembership(ctx, { ...one, threadId }, presence, () => ctx.store.deleteRoom(threadId, one.connectionId));
  });
}

/**
 * Takes an ended connection out of a room. Of several calls that do so, the one whose `deleteRow` has deleted the
 * room's row notifies the others. `presence` is where the user was at the end.
 */
export async function endMembership(
  ctx: Context,
  ended: Required<EndedConnection>,
  presence: Presence | null,
  deleteRow: () => Promise<boolean>,
): Promise<void> {
  const { threadId } = ended;
  const [wasMember, room] = await Promise.all([deleteRow(), ctx.store.readRoom(threadId, { consistent: true })]);
  if (wasMember) await announceLeft(ctx, ended, presence, room);
}

/** Pushes `user_left` to the others in the room if the user has no other connection in it (WS-15). */
export async function announceLeft(
  ctx: Context,
  { userId, connectionId }: EndedConnection,
  presence: Presence | null,
  room: Snapshot,
): Promise<void> {
  const { thread } = room;
  const role = roles.find((one) => thread?.[one].id === userId);
  if (thread === null || role === undefined || isElsewhereInRoom(presence, thread.id, connectionId, ctx.nowMs)) return;
  const others = reachedBy(thread, role, membersOf(room, ctx.nowMs)).filter((member) => member.userId !== userId);
  const data = { thread_id: thread.id, user_id: userId, user: thread[role].username };
  // The connection that asked is among the recipients: its reply says nothing about who has left.
  const found = await post({ ...ctx, connectionId: null }, others, { event: 'user_left', data });
  await forgetConnections(ctx, found);
}
