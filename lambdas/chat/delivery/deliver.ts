import type { ServerFrame } from '../../../protocol/events.ts';
import { roles, type Role } from '../../../protocol/objects.ts';
import { eachLimited } from '../../async/each-limited.ts';
import { forgetConnection } from './forget-connection.ts';
import type { Recipient, RoomMember, Snapshot, Thread } from '../model/types.ts';
import type { Context } from '../ports/context.ts';
import { viewThread } from '../model/thread.ts';

/**
 * A connection has its rows before its socket is open, and a post to it then answers 410 as to one that is gone. API
 * Gateway gives `$connect` 29 s at most; until then such an answer proves nothing of a connection that has joined no room.
 */
const openingMs = 30_000;

/** Connections that are forgotten at once. */
const forgottenInFlight = 10;

/** Its token has not expired: frames may go there. */
export function isLive(ctx: Context, recipient: Recipient): boolean {
  return recipient.expiresAtSeconds * 1000 > ctx.nowMs;
}

/** The live connections of a thread's participants that have joined it; a stranger's row on its way out again is none. */
export function membersOf(ctx: Context, room: Snapshot): RoomMember[] {
  const { thread, members } = room;
  const isParticipant = (member: RoomMember) => roles.some((role) => thread?.[role].id === member.userId);
  return members.filter((member) => isParticipant(member) && isLive(ctx, member));
}

function isGone(ctx: Context, recipient: Recipient | RoomMember): boolean {
  return 'threadId' in recipient || recipient.connectedAtMs + openingMs <= ctx.nowMs;
}

/** Pushes a frame to each but the connection that asked; whoever turns out to be gone is forgotten. */
export async function deliver(ctx: Context, recipients: Recipient[], frame: ServerFrame): Promise<void> {
  const reachable = recipients.filter((one) => isLive(ctx, one) && one.connectionId !== ctx.connectionId);
  const unanswered = await ctx.sockets.post(reachable, frame);
  const gone = unanswered.filter((recipient) => isGone(ctx, recipient));
  await eachLimited(gone, forgottenInFlight, (recipient) => forgetConnection(ctx, recipient));
}

/** Every connection of the given participants. */
export async function connectionsOf(ctx: Context, thread: Thread, who: readonly Role[] = roles): Promise<Recipient[]> {
  return (await Promise.all(who.map((role) => ctx.store.listConnections(thread[role].id)))).flat();
}

/**
 * `thread_updated` to connections of participants, each seeing the thread as its own user does: under the name of its own token,
 * whatever name somebody else has given.
 */
export async function deliverThread(ctx: Context, thread: Thread, recipients: Recipient[]): Promise<void> {
  const each = roles.flatMap((role) => {
    const own = recipients.filter((recipient) => recipient.userId === thread[role].id);
    const names = [...new Set(own.map((recipient) => recipient.username))];
    return names.map((username) => {
      const data = { thread: viewThread({ ...thread, [role]: { ...thread[role], username } }, role) };
      return deliver(
        ctx,
        own.filter((recipient) => recipient.username === username),
        { event: 'thread_updated', data },
      );
    });
  });
  await Promise.all(each);
}

/** Those of `connections` that are not among `members`. */
export function notJoined(connections: Recipient[], members: Recipient[]): Recipient[] {
  const joined = new Set(members.map((member) => member.connectionId));
  return connections.filter((connection) => !joined.has(connection.connectionId));
}
