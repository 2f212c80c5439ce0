import type { Role } from '../../protocol/objects.ts';
import { ConnectionEnded } from './connection-ended.ts';
import { isLive } from './deliver.ts';
import type { RoomMember, Snapshot, Thread } from './model.ts';
import type { UserContext } from './ports.ts';
import { participantThread } from './thread.ts';

/**
 * The caller's thread and part in it, or `not_found`. The name that somebody else gave for the caller ends here: the one
 * of the caller's own token takes its place.
 */
export async function asParticipant(ctx: UserContext, snapshot: Snapshot): Promise<{ thread: Thread; role: Role }> {
  const { thread, role } = participantThread(snapshot, ctx.caller.userId);
  requireLive(ctx, snapshot);
  return { thread: await withOwnName(ctx, thread, role, ownName(ctx, snapshot)), role };
}

/** The connection's own row of the room: what a token has changed that renewed it since its handshake, name and end, is in it. */
function ownRow(ctx: UserContext, { members }: Snapshot): RoomMember | undefined {
  return members.find((member) => member.connectionId === ctx.connectionId);
}

/** The caller's name, as the connection's last token gives it. */
export function ownName(ctx: UserContext, snapshot: Snapshot): string {
  return ownRow(ctx, snapshot)?.username ?? ctx.caller.username;
}

/** A token with an earlier end than that of the handshake may have renewed the connection (WS-6). */
export function requireLive(ctx: UserContext, snapshot: Snapshot): void {
  const own = ownRow(ctx, snapshot);
  if (own !== undefined && !isLive(ctx, own)) throw new ConnectionEnded();
}

export async function withOwnName(ctx: UserContext, thread: Thread, role: Role, username = ctx.caller.username): Promise<Thread> {
  if (thread[role].username === username) return thread;
  await ctx.store.rename(thread.id, { [role]: username });
  return { ...thread, [role]: { ...thread[role], username } };
}
