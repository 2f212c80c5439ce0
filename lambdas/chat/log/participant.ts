import type { Role } from '../../../protocol/objects.ts';
import { ConnectionEnded } from '../model/connection-ended.ts';
import { isLive } from '../delivery/deliver.ts';
import type { Snapshot, Thread } from '../model/types.ts';
import type { UserContext } from '../ports/context.ts';
import { participantThread } from '../model/thread.ts';

/**
 * The caller's thread and part in it, or `not_found`. The name that somebody else gave for the caller ends here: the one
 * of the caller's own token takes its place.
 */
export async function asParticipant(ctx: UserContext, snapshot: Snapshot): Promise<{ thread: Thread; role: Role }> {
  const { thread, role } = participantThread(snapshot, ctx.caller.userId);
  return { thread: await withOwnName(withLastToken(ctx, snapshot), thread, role), role };
}

/**
 * The context as the connection's last token has it, which may have renewed the connection since its handshake, under another name
 * or with an earlier end (WS-6). The row of a connection that has joined says so; another one is not worth a read with each frame.
 */
export function withLastToken(ctx: UserContext, { members }: Snapshot): UserContext {
  const own = members.find((member) => member.connectionId === ctx.connectionId);
  if (own === undefined) return ctx;
  if (!isLive(ctx, own)) throw new ConnectionEnded();
  return { ...ctx, caller: { ...ctx.caller, username: own.username } };
}

export async function withOwnName(ctx: UserContext, thread: Thread, role: Role): Promise<Thread> {
  const { username } = ctx.caller;
  if (thread[role].username === username) return thread;
  await ctx.store.rename(thread.id, { [role]: username });
  return { ...thread, [role]: { ...thread[role], username } };
}
