import type { Role } from '../../protocol/objects.ts';
import type { Snapshot, Thread } from './model.ts';
import type { UserContext } from './ports.ts';
import { participantThread } from './thread.ts';

/**
 * The caller's thread and part in it, or `not_found`. The name that somebody else gave for the caller ends here: the one
 * of the caller's own token takes its place.
 */
export async function asParticipant(ctx: UserContext, snapshot: Snapshot): Promise<{ thread: Thread; role: Role }> {
  const { thread, role } = participantThread(snapshot, ctx.caller.userId);
  return { thread: await withOwnName(ctx, thread, role, ownName(ctx, snapshot)), role };
}

/** The caller's name. A token that has renewed the connection since its handshake shows in the connection's row of the room. */
export function ownName(ctx: UserContext, { members }: Pick<Snapshot, 'members'>): string {
  return members.find((member) => member.connectionId === ctx.connectionId)?.username ?? ctx.caller.username;
}

export async function withOwnName(ctx: UserContext, thread: Thread, role: Role, username = ctx.caller.username): Promise<Thread> {
  if (thread[role].username === username) return thread;
  await ctx.store.rename(thread.id, { [role]: username });
  return { ...thread, [role]: { ...thread[role], username } };
}
