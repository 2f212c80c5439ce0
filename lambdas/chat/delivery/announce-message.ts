import { roles } from '../../../protocol/objects.ts';
import { connectionsOf, deliver, deliverThread, membersOf, notJoined } from './deliver.ts';
import { viewMessage } from '../model/message.ts';
import type { LogMessage, Recipient, RoomMember, Thread, ThreadSnapshot } from '../model/types.ts';
import type { Context } from '../ports/context.ts';

type MessageEvent = 'new_message' | 'message_edited' | 'message_deleted';

/**
 * Tells everybody of a message (WS-9): who has joined the thread gets the message, the participants' other connections get
 * the thread. The members that were seen before the commit are told at once; a look at the room after the commit finds who
 * joined in between, so that nobody falls between a join and a send. `update` records the message in the thread's own row; gives
 * the thread as it then is.
 */
export async function announceMessage(
  ctx: Context,
  event: MessageEvent,
  message: LogMessage,
  seen: ThreadSnapshot,
  update: () => Promise<Thread>,
): Promise<Thread> {
  const early = membersOf(ctx, seen);
  const tellMembers = (members: RoomMember[]) => deliverMessage(ctx, event, message, seen.thread, members);
  const tellRest = async (updated: Promise<Thread>) => {
    const [joined, connections] = await Promise.all([
      ctx.store.listMembers(seen.thread.id),
      connectionsOf(ctx, seen.thread),
    ]);
    const members = membersOf(ctx, { ...seen, members: joined });
    const rest = notJoined(connections, [...early, ...members]);
    await Promise.all([tellMembers(notJoined(members, early) as RoomMember[]), tellThread(ctx, updated, rest)]);
  };
  const follow = async () => {
    await firstPushesSent();
    const updated = update();
    await Promise.all([updated, tellRest(updated)]);
    return updated;
  };
  const [thread] = await Promise.all([follow(), tellMembers(early)]);
  return thread;
}

/** Preparing all that follows takes as long as a push itself: whoever waits for the message does not wait for that. */
function firstPushesSent(): Promise<void> {
  return new Promise((resolve) => void setImmediate(resolve));
}

async function tellThread(ctx: Context, updated: Promise<Thread>, recipients: Recipient[]): Promise<void> {
  const thread = await updated;
  await deliverThread(ctx, thread, recipients);
}

/** Only a marketplace message looks different to the two, where one of them has read it already. */
async function deliverMessage(
  ctx: Context,
  event: MessageEvent,
  message: LogMessage,
  thread: Thread,
  members: RoomMember[],
): Promise<void> {
  const each = roles.map((role) => {
    const own = members.filter((member) => member.userId === thread[role].id);
    return deliver(ctx, own, { event, data: viewMessage(thread, message, role) });
  });
  await Promise.all(each);
}
