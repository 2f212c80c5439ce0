import { roles } from '../../protocol/objects.ts';
import type { Thread } from './model.ts';
import type { Context } from './ports.ts';
import { lastActivityMs } from './thread.ts';
import { stepOf } from './time-step.ts';

/** For activity that the unread count would not look for any more: it lies before the last time that it was asked. */
export async function rememberAsUnread(ctx: Context, thread: Thread): Promise<void> {
  await ctx.store.addToUnreadMemory(roles.map((role) => thread[role].id), thread.id);
}

/**
 * A deleted thread: active again and in both lists, its unread messages counted again. The rows of the inboxes come first,
 * so that a process that dies leaves something to do, and once more at the end: a deletion that was under way may have
 * taken one away in between.
 */
export async function bringBack(ctx: Context, thread: Thread): Promise<Thread> {
  const step = Math.max(thread.activeStep, stepOf(lastActivityMs(thread)));
  await ctx.store.touchInboxes(thread, step);
  await rememberAsUnread(ctx, thread);
  const back = await ctx.store.setActive(thread.id, true);
  await ctx.store.touchInboxes(thread, step);
  return back;
}
