import { deliver, membersOf } from './deliver.ts';
import { eachLimited } from '../../async/each-limited.ts';
import type { Snapshot } from '../model/types.ts';
import type { Context } from '../ports/context.ts';

export interface EndedConnection {
  connectionId: string;
  userId: string;
  /** A room that it was found in, should the connection's own row no longer say so. */
  threadId?: string;
}

/** Rooms that are left at once. */
const roomsInFlight = 20;

/** Takes a connection out of everything, whether it closed, proved to be gone, or was one too many; `user_left` follows. */
export async function forgetConnection(ctx: Context, ended: EndedConnection): Promise<void> {
  const joined = await ctx.store.endConnection(ended.connectionId, ended.userId);
  const threadIds = new Set(ended.threadId === undefined ? joined : [...joined, ended.threadId]);
  await eachLimited([...threadIds], roomsInFlight, (threadId) => endMembership(ctx, ended, threadId));
}

async function endMembership(ctx: Context, ended: EndedConnection, threadId: string): Promise<void> {
  const [wasMember, before] = await Promise.all([
    ctx.store.leaveRoom(threadId, ended.connectionId, { connectionStays: false }),
    ctx.store.readRoom(threadId, true),
  ]);
  if (!wasMember) return;
  // Two devices that end at once may each have seen the other's row: only a look after the own row is gone tells.
  const room = otherMemberships(ctx, before, ended).length > 0 ? await ctx.store.readRoom(threadId, true) : before;
  await announceLeft(ctx, ended, room);
}

/** The user's memberships of the room by other connections. */
export function otherMemberships(ctx: Context, room: Snapshot, one: EndedConnection) {
  return membersOf(ctx, room).filter(
    (member) => member.userId === one.userId && member.connectionId !== one.connectionId,
  );
}

/** `user_left` to the others (WS-15), where the user has no other connection in the room. */
export async function announceLeft(ctx: Context, ended: EndedConnection, room: Snapshot): Promise<void> {
  const user = [room.thread?.client, room.thread?.freelancer].find((one) => one?.id === ended.userId);
  if (room.thread === null || user === undefined || otherMemberships(ctx, room, ended).length > 0) return;
  const others = membersOf(ctx, room).filter((member) => member.userId !== ended.userId);
  // Whoever asked for something, and so found the other one gone, has to know as well: this is no push beside its reply.
  const toAll = { ...ctx, connectionId: null };
  await deliver(toAll, others, {
    event: 'user_left',
    data: { thread_id: room.thread.id, user_id: user.id, user: user.username },
  });
}
