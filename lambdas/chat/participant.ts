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
  return { thread: await withOwnName(ctx, thread, role), role };
}

export async function withOwnName(ctx: UserContext, thread: Thread, role: Role): Promise<Thread> {
  const { username } = ctx.caller;
  if (thread[role].username === username) return thread;
  await ctx.store.rename(thread.id, { [role]: username });
  return { ...thread, [role]: { ...thread[role], username } };
}
