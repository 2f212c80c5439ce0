import type { Role } from '../../../protocol/objects.ts';
import { isLive } from '../model/connection.ts';
import { ConnectionEnded } from '../model/errors.ts';
import { withNewestHead } from '../model/head.ts';
import { requireParticipant, withName } from '../model/participant.ts';
import type { ParticipantSnapshot, Recipient, RoomMember, Snapshot, Thread } from '../model/types.ts';
import type { UserContext } from '../ports/context.ts';
import { recordHead } from './record-head.ts';

export interface Participation {
  role: Role;
  /** The thread as its log says, with the caller's own name. */
  thread: Thread;
  /** What was read; its thread is the thread's own row, which may lag behind the log. */
  snapshot: ParticipantSnapshot;
}

/**
 * The thread and the caller's role in it. If the thread has another name for the caller, the one from the caller's own
 * token is written to it.
 * @throws ChatError `not_found` if the caller is not a participant (WS-5)
 */
export async function asParticipant(ctx: UserContext, read: Snapshot): Promise<Participation> {
  const snapshot = requireParticipant(read, ctx.caller.userId);
  const { role } = snapshot;
  const current = withNewestHead(snapshot.thread, snapshot.messages[0]);
  return { role, snapshot, thread: await withOwnName(await withLastToken(ctx, snapshot), current, role) };
}

/** As `asParticipant`, after the thread's own row has been brought up to its log. */
export async function recordAsParticipant(ctx: UserContext, read: Snapshot): Promise<Participation> {
  const { role, snapshot, thread } = await asParticipant(ctx, read);
  const written = await recordHead(ctx, snapshot.thread, thread.head);
  return { role, snapshot, thread: { ...written, [role]: thread[role] } };
}

/**
 * The context with the caller's name from the connection's latest token, which may have renewed the connection since its handshake
 * (WS-6). If the connection has joined, the room's row has it; a read for every other frame would not be worth its cost.
 * @throws ConnectionEnded if the latest token has expired
 */
export async function withLastToken(ctx: UserContext, { members }: Snapshot): Promise<UserContext> {
  const own = members.find((member) => member.connectionId === ctx.connectionId);
  if (own === undefined) return ctx;
  const { username } = isLive(own, ctx.nowMs) ? own : await renewedRow(ctx, own);
  return { ...ctx, caller: { ...ctx.caller, username } };
}

/** A join that a renewal has overtaken may have written the row with the old end: the user's presence has the true one. */
async function renewedRow(ctx: UserContext, { userId, connectionId, threadId }: RoomMember): Promise<Recipient> {
  const connection = await ctx.store.findConnection(userId, connectionId);
  if (connection === null || !isLive(connection, ctx.nowMs)) throw new ConnectionEnded();
  await ctx.store.putRoom({ ...connection, threadId });
  return connection;
}

/** The thread with the caller's name from their own token, which is written to it if it has another one. */
export async function withOwnName(ctx: UserContext, thread: Thread, role: Role): Promise<Thread> {
  const { username } = ctx.caller;
  if (thread[role].username === username) return thread;
  await ctx.store.rename(thread.id, { [role]: username });
  return withName(thread, role, username);
}
