import { roles } from '../../../protocol/objects.ts';
import { eachLimited } from '../../async/each-limited.ts';
import type { Snapshot } from '../model/types.ts';
import type { Context } from '../ports/context.ts';
import { post } from './post.ts';
import { membersOf, otherMemberships } from './recipients.ts';

export interface EndedConnection {
  connectionId: string;
  userId: string;
  /** A room that the connection was found in, in case its own row does not name it any more. */
  threadId?: string;
}

/** How many connections are forgotten at once, and how many rooms of one connection are left at once. */
const connectionsInFlight = 10;
const roomsInFlight = 20;

/** Removes ended connections from the table and from their rooms; `user_left` follows (WS-15). */
export async function forgetConnections(ctx: Context, ended: EndedConnection[]): Promise<void> {
  await eachLimited(ended, connectionsInFlight, async (one) => {
    const joined = await ctx.store.endConnection(one.connectionId, one.userId);
    const threadIds = new Set(one.threadId === undefined ? joined : [...joined, one.threadId]);
    await eachLimited([...threadIds], roomsInFlight, (threadId) => endMembership(ctx, one, threadId));
  });
}

async function endMembership(ctx: Context, ended: EndedConnection, threadId: string): Promise<void> {
  const [wasMember, before] = await Promise.all([
    ctx.store.leaveRoom(threadId, ended.connectionId, { connectionStays: false }),
    ctx.store.readRoom(threadId, { consistent: true }),
  ]);
  if (!wasMember) return;
  // Two devices that disconnect at once may each have read the other's row: only a read after the own row is deleted can tell.
  const mayBeStale = otherMemberships(before, ended, ctx.nowMs).length > 0;
  await announceLeft(ctx, ended, mayBeStale ? await ctx.store.readRoom(threadId, { consistent: true }) : before);
}

/** Pushes `user_left` to the others in the room if the user has no other connection in it (WS-15). */
export async function announceLeft(ctx: Context, ended: EndedConnection, room: Snapshot): Promise<void> {
  const { thread } = room;
  const role = roles.find((one) => thread?.[one].id === ended.userId);
  if (thread === null || role === undefined || otherMemberships(room, ended, ctx.nowMs).length > 0) return;
  const others = membersOf(room, ctx.nowMs).filter((member) => member.userId !== ended.userId);
  const data = { thread_id: thread.id, user_id: ended.userId, user: thread[role].username };
  // The connection that asked is among the recipients: this push does not stand beside a reply about the same thing.
  const found = await post({ ...ctx, connectionId: null }, others, { event: 'user_left', data });
  await forgetConnections(ctx, found);
}
