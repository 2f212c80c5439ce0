import type { ServerFrame } from '../../../protocol/events.ts';
import { roles } from '../../../protocol/objects.ts';
import { reachedBy } from '../model/blocks.ts';
import { listedFor } from '../model/listing.ts';
import { withTokenName } from '../model/names.ts';
import type { Author, Recipient, Thread } from '../model/types.ts';
import { viewThread } from '../model/views.ts';
import type { Context } from '../ports/context.ts';
import { forgetConnections } from './forget-connections.ts';
import { post } from './post.ts';
import { connectionsOf } from './recipients.ts';

/** Pushes a frame to every recipient but the connection that asked, and forgets those that have proved to be closed. */
export async function deliver(ctx: Context, recipients: Recipient[], frame: ServerFrame): Promise<void> {
  await forgetConnections(ctx, await post(ctx, recipients, frame));
}

/**
 * Pushes `thread_updated` to connections of the participants. Each sees the thread as its own user does: by the name
 * from that connection's own token, unless the marketplace has given one (OBJ-6). A user who has deleted the thread
 * gets nothing: a push must not return it to their list.
 * @param options.toDeleters they get it too, so that their devices learn of the deletion itself
 */
export async function deliverThread(
  ctx: Context,
  thread: Thread,
  recipients: Recipient[],
  { toDeleters = false } = {},
): Promise<void> {
  const frames = (toDeleters ? roles : listedFor(thread)).flatMap((role) => {
    const own = recipients.filter((recipient) => recipient.userId === thread[role].id);
    const usernames = [...new Set(own.map((recipient) => recipient.username))];
    return usernames.map((username) => {
      const named = own.filter((recipient) => recipient.username === username);
      const data = { thread: viewThread(withTokenName(thread, role, username), role, ctx.nowMs) };
      return deliver(ctx, named, { event: 'thread_updated', data });
    });
  });
  await Promise.all(frames);
}

/**
 * Pushes `thread_updated` to all connections of both participants, those with the conversation open included. A user
 * who has blocked `by`, who has changed the thread, is left out (ME-3).
 */
export async function announceThread(
  ctx: Context,
  thread: Thread,
  by: Author,
  options?: Parameters<typeof deliverThread>[3],
): Promise<void> {
  await deliverThread(ctx, thread, reachedBy(thread, by, await connectionsOf(ctx, thread)), options);
}
