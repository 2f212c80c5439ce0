import type { Thread } from '../model/types.ts';
import type { Context } from '../ports/context.ts';
import { lastActivityMs } from '../model/thread.ts';
import { stepOf } from '../model/time-step.ts';
import { putUnreadRows, rolesWithUnread } from './unread-rows.ts';

/**
 * A closed or deleted thread: active again and in both lists, its unread messages counted again. The rows of the inboxes and
 * of the unread messages come first, so that a process that dies leaves something to do, and once more at the end: a deletion
 * or a count that was under way may have taken one away in between.
 */
export async function bringBack(ctx: Context, thread: Thread): Promise<Thread> {
  const step = Math.max(thread.activeStep, stepOf(lastActivityMs(thread)));
  const unreadFor = rolesWithUnread(thread);
  const putRows = (to: number) =>
    Promise.all([ctx.store.touchInboxes(thread, to), putUnreadRows(ctx, thread, unreadFor)]);
  await putRows(step);
  const back = await ctx.store.open(thread.id, unreadFor);
  await putRows(Math.max(step, back.activeStep));
  return back;
}
