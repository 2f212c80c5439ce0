import { ChatError } from '../../protocol/errors.ts';
import type { EventData } from '../../protocol/events.ts';
import { limits } from '../../protocol/limits.ts';
import { deliver } from './delivery/deliver.ts';
import { membersOf } from './delivery/recipients.ts';
import { recordAsParticipant, recordName } from './log/participant.ts';
import { readQuotes } from './log/read-quotes.ts';
import { reachedBy } from './model/blocks.ts';
import { isLive } from './model/connection.ts';
import { ConnectionEnded, notFound } from './model/errors.ts';
import { withNewestHead } from './model/head.ts';
import { pageBytes, pageOf } from './model/page.ts';
import { roleOf } from './model/participant.ts';
import { connectionIn, countRooms, isElsewhereInRoom } from './model/presence.ts';
import type { ParticipantSnapshot, Presence, PresentConnection, RoomMember } from './model/types.ts';
import { viewMembers, viewThread } from './model/views.ts';
import type { UserContext } from './ports/context.ts';

export interface JoinRequest {
  thread_id: string;
  after_seq?: number | undefined;
  limit?: number | undefined;
}

/**
 * Joins a thread and reads it (WS-8), in three round trips (docs/decisions/009). The first read refuses strangers and a
 * room too many, before anything is written. The messages are read after the room has been joined, so that no message
 * falls between the two.
 */
export async function joinThread(
  ctx: UserContext,
  connectionId: string,
  request: JoinRequest,
): Promise<EventData<'thread_joined'>> {
  const { thread_id: threadId, after_seq: afterSeq, limit = limits.pageDefault } = request;
  const { isFirst } = await enter(ctx, connectionId, threadId);
  const [read, following] = await Promise.all([
    ctx.store.readThread(threadId, {
      ...(afterSeq === undefined ? { messages: limit, maxBytes: pageBytes } : { messages: 1 }),
      consistent: true,
    }),
    afterSeq === undefined
      ? null
      : ctx.store.listMessages(threadId, {
          from: afterSeq + 1,
          to: Number.MAX_SAFE_INTEGER,
          limit,
          maxBytes: pageBytes,
          end: 'low',
        }),
  ]);
  const participation = await recordAsParticipant(ctx, read);
  const { role, snapshot } = participation;
  const isIn = await isStillIn(ctx, connectionId, snapshot);
  const thread = await recordName(ctx, participation);
  if (isFirst && isIn) await announceJoined(ctx, { ...snapshot, thread });
  const messages = following ?? snapshot.messages.slice(0, limit);
  const quotes = await readQuotes(ctx, threadId, messages);
  const current = withNewestHead(thread, following?.at(-1));
  return {
    thread: viewThread(current, role, ctx.nowMs),
    ...pageOf({ messages, afterSeq: afterSeq ?? null }, current, role, quotes),
    members: viewMembers(thread, membersOf(snapshot, ctx.nowMs), role),
  };
}

/** Joins the room. `isFirst`: the user had no connection in it before. */
async function enter(ctx: UserContext, connectionId: string, threadId: string): Promise<{ isFirst: boolean }> {
  const { thread, presence } = await ctx.store.readThreadAndPresence(threadId, ctx.caller.userId);
  if (thread === null) throw notFound('thread');
  roleOf(thread, ctx.caller.userId);
  const connection = requireLive(ctx, presence, connectionId);
  const isNew = !connection.threadIds.has(threadId);
  if (isNew && countRooms(presence, ctx.nowMs) >= limits.roomsPerUser) throw tooManyRooms();
  const joined = await write(ctx, { ...connection, threadId });
  // Others of this user's joins may have come between the read and the write.
  if (isNew && countRooms(joined, ctx.nowMs) > limits.roomsPerUser) {
    await ctx.store.leaveRoom(connection, threadId);
    throw tooManyRooms();
  }
  return { isFirst: isNew && !isElsewhereInRoom(joined, threadId, connectionId, ctx.nowMs) };
}

/**
 * Writes the room's row and the presence side by side. Should a fresh token have renewed the connection since it was
 * read, the row is written again with the connection's current name and end (WS-6).
 * @throws ConnectionEnded if the connection has ended; it leaves no row
 */
async function write(ctx: UserContext, member: RoomMember): Promise<Presence> {
  const { threadId, connectionId } = member;
  const presence = await ctx.store.enterRoom(member);
  const connection = connectionIn(presence, connectionId);
  if (presence === null || connection === null) {
    await ctx.store.deleteRoom(threadId, connectionId);
    throw new ConnectionEnded();
  }
  const { username, expiresAtSeconds } = connection;
  const isRenewed = username !== member.username || expiresAtSeconds !== member.expiresAtSeconds;
  if (isRenewed && !(await ctx.store.putRoom({ ...connection, threadId }))) throw new ConnectionEnded();
  return presence;
}

function requireLive(ctx: UserContext, presence: Presence | null, connectionId: string): PresentConnection {
  const connection = connectionIn(presence, connectionId);
  if (connection === null || !isLive(connection, ctx.nowMs)) throw new ConnectionEnded();
  return connection;
}

function tooManyRooms(): ChatError {
  return new ChatError('conflict', `you are in ${limits.roomsPerUser} threads already; leave one first`);
}

/**
 * Whether the connection is in the room that was read. If it is not, it has left meanwhile, or its end has
 * removed the row.
 */
async function isStillIn(ctx: UserContext, connectionId: string, { members }: ParticipantSnapshot): Promise<boolean> {
  if (members.some((member) => member.connectionId === connectionId)) return true;
  if ((await ctx.store.findConnection(ctx.caller.userId, connectionId)) === null) throw new ConnectionEnded();
  return false;
}

/** Pushes `user_joined` to the others in the room (WS-15). */
async function announceJoined(ctx: UserContext, room: ParticipantSnapshot): Promise<void> {
  const { thread, role } = room;
  const { userId } = ctx.caller;
  const others = reachedBy(thread, role, membersOf(room, ctx.nowMs)).filter((member) => member.userId !== userId);
  const data = { thread_id: thread.id, user_id: userId, user: thread[role].username };
  await deliver(ctx, others, { event: 'user_joined', data });
}
