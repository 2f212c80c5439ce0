import { lastActivityMs } from '../model/head.ts';
import { stepOf } from '../model/time-step.ts';
import type { Thread } from '../model/types.ts';
import { rolesWithUnread } from '../model/unread.ts';
import type { Context } from '../ports/context.ts';
import { putUnreadRows } from './unread-rows.ts';

/**
 * Makes a closed or deleted thread active and puts it back into both inboxes, with its unread messages counted again. The inbox
 * rows and the unread rows are written before the thread's own row, so that a call that dies in between is finished by the next
 * one. They are written once more at the end: a deletion or a count that ran at the same time may have deleted one.
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
