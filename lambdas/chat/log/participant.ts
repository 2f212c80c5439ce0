import type { Role } from '../../../protocol/objects.ts';
import { isLive } from '../model/connection.ts';
import { ConnectionEnded } from '../model/errors.ts';
import { withNewestHead } from '../model/head.ts';
import { hasSameName, withNamesOf, withTokenName } from '../model/names.ts';
import { requireParticipant } from '../model/participant.ts';
import type { ParticipantSnapshot, Recipient, RoomMember, Snapshot, Thread } from '../model/types.ts';
import type { Context, UserContext } from '../ports/context.ts';
import { recordHead } from './record-head.ts';

export interface Participation {
  role: Role;
  /**
   * The thread as its log says, as the caller sees it: by the name of their own token, unless the marketplace
   * has given one.
   */
  thread: Thread;
  /** What was read; its thread is the thread's own row, which may lag behind the log. */
  snapshot: ParticipantSnapshot;
}

/**
 * The thread and the caller's role in it. Nothing is written: that the caller has read the thread must not show to the
 * other participant, by a new name for example.
 * @throws ChatError `not_found` if the caller is not a participant (WS-5)
 */
export async function asParticipant(ctx: UserContext, read: Snapshot): Promise<Participation> {
  const snapshot = requireParticipant(read, ctx.caller.userId);
  const { role } = snapshot;
  const current = withNewestHead(snapshot.thread, snapshot.messages[0]);
  const { caller } = await withLastToken(ctx, snapshot);
  return { role, snapshot, thread: withTokenName(current, role, caller.username) };
}

/** As `asParticipant`, after the thread's own row has been brought up to its log. */
export async function recordAsParticipant(ctx: UserContext, read: Snapshot): Promise<Participation> {
  const { role, snapshot, thread } = await asParticipant(ctx, read);
  const written = await recordHead(ctx, snapshot.thread, thread.head);
  return { role, snapshot, thread: withNamesOf(written, thread) };
}

/**
 * The context with the caller's name from the connection's latest token, which may have renewed the connection since
 * its handshake (WS-6). If the connection has joined, the room's row has it; a read for every other frame would not be
 * worth its cost.
 * @throws ConnectionEnded if the latest token has expired
 */
export async function withLastToken(ctx: UserContext, { members }: Snapshot): Promise<UserContext> {
  const own = members.find((member) => member.connectionId === ctx.connectionId);
  if (own === undefined) return ctx;
  const { username } = isLive(own, ctx.nowMs) ? own : await renewedRow(ctx, own);
  return { ...ctx, caller: { ...ctx.caller, username } };
}

/**
 * A join that a renewal has overtaken may have written the row with the old end: the user's presence has the true one.
 */
async function renewedRow(ctx: UserContext, { userId, connectionId, threadId }: RoomMember): Promise<Recipient> {
  const connection = await ctx.store.findConnection(userId, connectionId);
  if (connection === null || !isLive(connection, ctx.nowMs)) throw new ConnectionEnded();
  await ctx.store.putRoom({ ...connection, threadId });
  return connection;
}

/**
 * Writes the name of the caller's token to the thread, if the thread has another one for them, and returns the thread
 * as it is then. Only for calls that the other participant notices (OBJ-8).
 */
export async function recordName(ctx: Context, { role, snapshot, thread }: Participation): Promise<Thread> {
  if (hasSameName(snapshot.thread, thread, role)) return thread;
  return withNamesOf(thread, await ctx.store.rename(thread.id, { [role]: thread[role].username }, 'token'));
}
