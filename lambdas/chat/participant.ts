import type { Role } from '../../protocol/objects.ts';
import { ConnectionEnded } from './connection-ended.ts';
import { isLive } from './deliver.ts';
import type { Snapshot, Thread } from './model.ts';
import type { UserContext } from './ports.ts';
import { participantThread } from './thread.ts';

/**
 * The caller's thread and part in it, or `not_found`. The name that somebody else gave for the caller ends here: the one
 * of the caller's own token takes its place.
 */
export async function asParticipant(ctx: UserContext, snapshot: Snapshot): Promise<{ thread: Thread; role: Role }> {
  const { thread, role } = participantThread(snapshot, ctx.caller.userId);
  return { thread: await withOwnName(await withLastToken(ctx, snapshot), thread, role), role };
}

/**
 * The context as the connection's last token has it, which may have renewed the connection since its handshake, under another name or with an
 * earlier end (WS-6). A connection that has joined has both in its row of the room; only for another one it takes a look of its own.
 */
export async function withLastToken(ctx: UserContext, { members }: Snapshot): Promise<UserContext> {
  const { connectionId } = ctx;
  if (connectionId === null) return ctx;
  const connection = members.find((member) => member.connectionId === connectionId) ?? (await ctx.store.getConnection(connectionId));
  if (connection === null) return ctx;
  if (!isLive(ctx, connection)) throw new ConnectionEnded();
  return { ...ctx, caller: { ...ctx.caller, username: connection.username } };
}

export async function withOwnName(ctx: UserContext, thread: Thread, role: Role): Promise<Thread> {
  const { username } = ctx.caller;
  if (thread[role].username === username) return thread;
  await ctx.store.rename(thread.id, { [role]: username });
  return { ...thread, [role]: { ...thread[role], username } };
}
