import { roles } from '../../../protocol/objects.ts';
import { reachedBy } from '../model/blocks.ts';
import { withNewestHead } from '../model/head.ts';
import { isOwnSideChanged } from '../model/own-side.ts';
import type { Quotes } from '../model/quotes.ts';
import type { LogMessage, PresentConnection, RoomMember, Thread, ThreadSnapshot } from '../model/types.ts';
import { viewMessage } from '../model/views.ts';
import type { Context } from '../ports/context.ts';
import { deliver, deliverThread } from './deliver.ts';
import { connectionsOf, joinedTo, membersOf, notAmong } from './recipients.ts';

/** A message as it is now, for those who have joined its thread. */
export interface MessagePush {
  event: 'new_message' | 'message_edited' | 'message_deleted' | 'message_updated';
  message: LogMessage;
  /** What the message replies to. */
  quotes: Quotes;
  seen: { thread: Thread };
}

export interface Announcement extends MessagePush {
  /** The newest message of the log, as far as the caller knows. */
  newest: LogMessage;
  /** What was read before the commit. */
  seen: ThreadSnapshot;
  /** The participants' connections, if they were read after the commit; else they are read now. */
  connections?: PresentConnection[] | undefined;
  /** The thread, if its own row was read after the commit; else it is read if it is needed. */
  current?: Thread;
  /**
   * Another call may have done a part of it and then died. What that has changed for those who have joined is not
   * known, so they get `thread_updated` as well.
   */
  isAgain?: true;
}

/**
 * Pushes a message to everybody who has joined the thread, and `thread_updated` to the participants' other connections
 * (WS-9). The members that were read before the commit are notified at once. A read of both participants' presence
 * after the commit finds those who joined in between, so that nobody is missed between a join and a send. A user who
 * has blocked the author is left out (ME-3).
 */
export async function announceMessage(ctx: Context, announcement: Announcement): Promise<void> {
  const { seen, message } = announcement;
  const early = reachedBy(seen.thread, message.author, membersOf(seen, ctx.nowMs));
  await Promise.all([deliverMessage(ctx, announcement, early), notifyRest(ctx, announcement, early)]);
}

/** Preparing the calls that follow takes as long as a post itself, so the recipients' posts are started before it. */
function firstPostsStarted(): Promise<void> {
  return new Promise((resolve) => void setImmediate(resolve));
}

/** Notifies those who joined since the first read, and the connections that have not joined. */
async function notifyRest(ctx: Context, announcement: Announcement, early: RoomMember[]): Promise<void> {
  await firstPostsStarted();
  const { message, seen } = announcement;
  const all = announcement.connections ?? (await connectionsOf(ctx, seen.thread));
  const connections = reachedBy(seen.thread, message.author, all);
  const joined = joinedTo(seen.thread.id, connections);
  const notified = affected(announcement, connections, [...early, ...joined]);
  await Promise.all([
    deliverMessage(ctx, announcement, notAmong(joined, early)),
    notified.length === 0 ? null : deliverThread(ctx, await currentThread(ctx, announcement), notified),
  ]);
}

/**
 * The connections that get `thread_updated`: those that are not in the room, and all devices of a user whose own side
 * the message has changed (ME-2).
 */
function affected(
  { seen: { thread: before }, newest, isAgain }: Announcement,
  connections: PresentConnection[],
  inRoom: RoomMember[],
): PresentConnection[] {
  if (isAgain) return connections;
  const after = withNewestHead(before, newest);
  const changed = roles.filter((role) => isOwnSideChanged(before, after, role)).map((role) => after[role].id);
  const outside = new Set(notAmong(connections, inRoom));
  return connections.filter((one) => outside.has(one) || changed.includes(one.userId));
}

/**
 * The thread as it is after the commit. Its own row is not written before the pushes (docs/decisions/012-healing.md),
 * so the head is that of the log; marks and flags may have changed since the first read, so the row is read again.
 */
async function currentThread(ctx: Context, { current, seen, newest }: Announcement): Promise<Thread> {
  const thread = current ?? (await ctx.store.findThread(seen.thread.id)) ?? seen.thread;
  return withNewestHead(thread, newest);
}

/** One frame for each role: the two may see a message of the marketplace differently, if one has already read it. */
export async function deliverMessage(ctx: Context, push: MessagePush, members: RoomMember[]): Promise<void> {
  const { event, message, quotes, seen } = push;
  const frames = roles.map((role) => {
    const own = members.filter((member) => member.userId === seen.thread[role].id);
    return deliver(ctx, own, { event, data: viewMessage(seen.thread, message, role, quotes) });
  });
  await Promise.all(frames);
}
