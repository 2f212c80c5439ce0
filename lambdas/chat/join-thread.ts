import type { EventData } from '../../protocol/events.ts';
import { limits } from '../../protocol/limits.ts';
import { deliver } from './delivery/deliver.ts';
import { announceLeft } from './delivery/forget-connections.ts';
import { membersOf, otherMemberships } from './delivery/recipients.ts';
import { recordAsParticipant } from './log/participant.ts';
import { isLive } from './model/connection.ts';
import { ConnectionEnded } from './model/errors.ts';
import { withNewestHead } from './model/head.ts';
import { pageOf } from './model/page.ts';
import type { ParticipantSnapshot, RoomMember } from './model/types.ts';
import { viewMembers, viewThread } from './model/views.ts';
import type { UserContext } from './ports/context.ts';
import type { EnteredConnection } from './ports/store.ts';

export interface JoinRequest {
  thread_id: string;
  after_seq?: number | undefined;
  limit?: number | undefined;
}

/**
 * Joins a thread and reads it. The room's row is written first and everything else is read after it, so that no message falls
 * between the two. The row is deleted again for a stranger, and for a connection that has ended meanwhile: its end may have
 * looked for the row before it was there.
 */
export async function joinThread(
  ctx: UserContext,
  me: RoomMember,
  request: JoinRequest,
): Promise<EventData<'thread_joined'>> {
  const { thread_id: threadId, after_seq: afterSeq, limit = limits.pageDefault } = request;
  const entered = await enter(ctx, me);
  const [read, following, connection] = await Promise.all([
    ctx.store.readThread(threadId, { messages: afterSeq === undefined ? limit : 1, consistent: true }),
    afterSeq === undefined
      ? null
      : ctx.store.listMessages(threadId, { from: afterSeq + 1, to: Number.MAX_SAFE_INTEGER, limit, end: 'low' }),
    ctx.store.getConnection(me.connectionId),
  ]);
  await followRenewal(ctx, entered, connection);
  const { thread, role, snapshot } = await recordAsParticipant(ctx, read).catch(async (error: unknown) => {
    await ctx.store.leaveRoom(threadId, me.connectionId, { connectionStays: true });
    throw error;
  });
  if (!entered.wasMember) await announceJoined(ctx, { ...snapshot, thread }, me);
  const after = afterSeq === undefined || following === null ? null : { seq: afterSeq, messages: following };
  const current = withNewestHead(thread, following?.at(-1));
  return {
    thread: viewThread(current, role),
    ...pageOf(snapshot, after, current, role, limit),
    members: viewMembers(thread, membersOf(snapshot, ctx.nowMs)),
  };
}

/** A connection in the room, and whether it had been there before. */
interface Entered {
  me: RoomMember;
  wasMember: boolean;
}

async function enter(ctx: UserContext, me: RoomMember): Promise<Entered> {
  const { wasMember, connection } = await ctx.store.enterRoom(me);
  return followRenewal(ctx, { me, wasMember }, connection);
}

/**
 * Writes the room's row again until it has the connection's current name and end, which a fresh token may have changed (WS-6).
 * @throws ConnectionEnded if the connection has ended; it is taken out of the room before
 */
async function followRenewal(
  ctx: UserContext,
  { me, wasMember }: Entered,
  connection: EnteredConnection | null,
): Promise<Entered> {
  if (connection === null || !isLive(connection, ctx.nowMs)) {
    const wasThere = await ctx.store.leaveRoom(me.threadId, me.connectionId, { connectionStays: false });
    if (wasMember && wasThere) await announceLeft(ctx, me, await ctx.store.readRoom(me.threadId, { consistent: true }));
    throw new ConnectionEnded();
  }
  const { username, expiresAtSeconds } = connection;
  if (expiresAtSeconds === me.expiresAtSeconds && username === me.username) return { me, wasMember };
  const renewed = { ...me, username, expiresAtSeconds };
  return followRenewal(ctx, { me: renewed, wasMember }, (await ctx.store.enterRoom(renewed)).connection);
}

/** Pushes `user_joined` to the others, if this is the first of the user's connections in the room (WS-15). */
async function announceJoined(ctx: UserContext, room: ParticipantSnapshot, me: RoomMember): Promise<void> {
  if (otherMemberships(room, me, ctx.nowMs).some((other) => joinedEarlier(other, me))) return;
  const others = membersOf(room, ctx.nowMs).filter((member) => member.userId !== me.userId);
  const { thread, role } = room;
  const data = { thread_id: thread.id, user_id: me.userId, user: thread[role].username };
  await deliver(ctx, others, { event: 'user_joined', data });
}

function joinedEarlier(other: RoomMember, me: RoomMember): boolean {
  const atTheSameTime = other.joinedAtMs === me.joinedAtMs;
  return atTheSameTime ? other.connectionId < me.connectionId : other.joinedAtMs < me.joinedAtMs;
}
