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
  await putBackRows(ctx, thread);
  const back = await ctx.store.open(thread.id, rolesWithUnread(thread));
  await putBackRows(ctx, { ...thread, activeStep: Math.max(thread.activeStep, back.activeStep) });
  return back;
}

/** Writes the inbox rows of both participants, and the unread rows of those who have unread messages. */
export async function putBackRows(ctx: Context, thread: Thread): Promise<void> {
  const step = Math.max(thread.activeStep, stepOf(lastActivityMs(thread)));
  await Promise.all([ctx.store.touchInboxes(thread, step), putUnreadRows(ctx, thread, rolesWithUnread(thread))]);
}
