import { roles, type Role } from '../../../protocol/objects.ts';
import { lastActivityMs } from '../model/head.ts';
import { mayOpen } from '../model/listing.ts';
import { stepOf } from '../model/time-step.ts';
import type { Author, Thread } from '../model/types.ts';
import { rolesWithUnread } from '../model/unread.ts';
import type { Context } from '../ports/context.ts';
import { putUnreadRows } from './unread-rows.ts';

/**
 * Puts a deleted thread back into the list of a participant, or of both if the marketplace brings it back, with its
 * unread messages counted again. It becomes active, unless somebody else than `by` has closed it; the marketplace opens
 * it in any case. The inbox rows and the unread rows are written before the thread's own row, so that a call that dies
 * in between is finished by the next one. They are written once more at the end: a deletion or a count that ran at the
 * same time may have deleted one.
 */
export async function bringBack(ctx: Context, thread: Thread, by: Author): Promise<Thread> {
  const back = by === 'marketplace' ? roles : [by];
  const unreadFor = rolesWithUnread(thread).filter((role) => back.includes(role));
  await putBackRows(ctx, thread, back);
  const current = await open(ctx, thread, by, unreadFor);
  await putBackRows(ctx, { ...thread, activeStep: Math.max(thread.activeStep, current.activeStep) }, back);
  return current;
}

async function open(ctx: Context, thread: Thread, by: Author, unreadFor: Role[]): Promise<Thread> {
  if (by === 'marketplace') return ctx.store.reopen(thread.id, unreadFor);
  const opened = mayOpen(thread, by) ? await ctx.store.openFor(thread.id, by, unreadFor) : null;
  return opened ?? ctx.store.listFor(thread.id, by, unreadFor);
}

/** Writes the inbox rows of these participants, and the unread rows of those of them who have unread messages. */
export async function putBackRows(ctx: Context, thread: Thread, who: readonly Role[] = roles): Promise<void> {
  const step = Math.max(thread.activeStep, stepOf(lastActivityMs(thread)));
  const unreadFor = rolesWithUnread(thread).filter((role) => who.includes(role));
  await Promise.all([ctx.store.touchInboxes(thread, step, who), putUnreadRows(ctx, thread, unreadFor)]);
}
