import type { EventData } from '../../protocol/events.ts';
import { limits } from '../../protocol/limits.ts';
import { roles, type Member, type Message, type Role } from '../../protocol/objects.ts';
import { countBytes } from '../../protocol/text.ts';
import { ConnectionEnded } from './model/connection-ended.ts';
import { recordAsParticipant } from './log/record-as-participant.ts';
import { deliver, membersOf } from './delivery/deliver.ts';
import { announceLeft, otherMemberships } from './delivery/forget-connection.ts';
import { viewMessage } from './model/message.ts';
import type { LogMessage, RoomMember, Snapshot, Thread } from './model/types.ts';
import type { EnteredConnection } from './ports/store.ts';
import type { UserContext } from './ports/context.ts';
import { viewThread, withNewestHead } from './model/thread.ts';

export interface JoinRequest {
  thread_id: string;
  after_seq?: number | undefined;
  limit?: number | undefined;
}

/** What a `thread_joined` frame holds beside its messages: thread, members, request id. */
const frameRestBytes = 8 * 1024;

/** As many messages from the front as one frame can carry, one at least. */
export function fitInFrame(messages: Message[], maxBytes = limits.messageBytes - frameRestBytes): Message[] {
  let bytes = 0;
  const fitting = messages.findIndex((message) => (bytes += countBytes(JSON.stringify(message)) + 1) > maxBytes);
  return fitting < 0 ? messages : messages.slice(0, Math.max(1, fitting));
}

/** The messages that follow a seq, oldest first. */
interface After {
  seq: number;
  messages: LogMessage[];
}

/** The newest page, or the one after `after_seq`; oldest first, and whether there is more in that direction (WS-8). */
export function pageOf(snapshot: Snapshot, after: After | null, thread: Thread, role: Role, limit: number) {
  const view = (message: LogMessage) => viewMessage(thread, message, role);
  if (after !== null) {
    const messages = fitInFrame(after.messages.map(view));
    return { messages, has_more: (messages.at(-1)?.seq ?? after.seq) < (thread.head?.seq ?? 0) };
  }
  const newest = fitInFrame(snapshot.messages.slice(0, limit).map(view));
  return { messages: newest.reverse(), has_more: (newest[0]?.seq ?? 1) > 1 };
}

export function viewMembers(thread: Thread, members: RoomMember[]): Member[] {
  return roles.map((role) => ({
    ...thread[role],
    role,
    online: members.some((member) => member.userId === thread[role].id),
  }));
}

/** A connection in the room, and whether it had been there before. */
interface Entered {
  me: RoomMember;
  wasMember: boolean;
}

/** The room's row has the name and the end of the connection, which a fresh token may have changed since its handshake (WS-6). */
async function followRenewal(
  ctx: UserContext,
  { me, wasMember }: Entered,
  connection: EnteredConnection | null,
): Promise<Entered> {
  if (connection === null || connection.expiresAtSeconds * 1000 <= ctx.nowMs) {
    const wasThere = await ctx.store.leaveRoom(me.threadId, me.connectionId, { connectionStays: false });
    if (wasMember && wasThere) await announceLeft(ctx, me, await ctx.store.readRoom(me.threadId, true));
    throw new ConnectionEnded();
  }
  const { username, expiresAtSeconds } = connection;
  if (expiresAtSeconds === me.expiresAtSeconds && username === me.username) return { me, wasMember };
  const renewed = { ...me, username, expiresAtSeconds };
  return followRenewal(ctx, { me: renewed, wasMember }, (await ctx.store.enterRoom(renewed)).connection);
}

async function enter(ctx: UserContext, me: RoomMember): Promise<Entered> {
  const { wasMember, connection } = await ctx.store.enterRoom(me);
  return followRenewal(ctx, { me, wasMember }, connection);
}

/** `user_joined` to the others (WS-15): by the first of the user's connections that are in the room. */
async function announceJoined(
  ctx: UserContext,
  thread: Thread,
  role: Role,
  room: Snapshot,
  me: RoomMember,
): Promise<void> {
  const isEarlier = (other: RoomMember) =>
    other.joinedAtMs < me.joinedAtMs || (other.joinedAtMs === me.joinedAtMs && other.connectionId < me.connectionId);
  if (otherMemberships(ctx, room, me).some(isEarlier)) return;
  const others = membersOf(ctx, room).filter((member) => member.userId !== me.userId);
  const data = { thread_id: thread.id, user_id: me.userId, user: thread[role].username };
  await deliver(ctx, others, { event: 'user_joined', data });
}

/**
 * Joins a thread and reads it. The row of the room is written first and everything is read after it, so that no message
 * can fall between the two; a stranger's row is taken away again. So is that of a connection which has ended meanwhile: its end
 * may have looked for the row before it was there.
 */
export async function joinThread(
  ctx: UserContext,
  me: RoomMember,
  request: JoinRequest,
): Promise<EventData<'thread_joined'>> {
  const { thread_id: threadId, after_seq: afterSeq, limit = limits.pageDefault } = request;
  const entered = await enter(ctx, me);
  const [snapshot, following, connection] = await Promise.all([
    ctx.store.readThread(threadId, { messages: afterSeq === undefined ? limit : 1, consistent: true }),
    afterSeq === undefined
      ? null
      : ctx.store.listMessages(threadId, { from: afterSeq + 1, to: Number.MAX_SAFE_INTEGER, limit, end: 'low' }),
    ctx.store.getConnection(me.connectionId),
  ]);
  await followRenewal(ctx, entered, connection);
  const { thread, role } = await recordAsParticipant(ctx, snapshot).catch(async (error: unknown) => {
    await ctx.store.leaveRoom(threadId, me.connectionId, { connectionStays: true });
    throw error;
  });
  if (!entered.wasMember) await announceJoined(ctx, thread, role, snapshot, me);
  const members = viewMembers(thread, membersOf(ctx, snapshot));
  const after = afterSeq === undefined || following === null ? null : { seq: afterSeq, messages: following };
  const current = withNewestHead(thread, following?.at(-1));
  return { thread: viewThread(current, role), ...pageOf(snapshot, after, current, role, limit), members };
}
