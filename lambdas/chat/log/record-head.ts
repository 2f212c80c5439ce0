import { roles, type Role } from '../../../protocol/objects.ts';
import { announceThread } from '../delivery/deliver.ts';
import { isNewer } from '../model/head.ts';
import { listedFor } from '../model/listing.ts';
import { stepOf } from '../model/time-step.ts';
import type { Head, Thread } from '../model/types.ts';
import { missingUnreadRows, rolesWithUnread } from '../model/unread.ts';
import type { Context } from '../ports/context.ts';
import type { HeadChange } from '../ports/store.ts';
import { bringBack } from './bring-back.ts';
import { putUnreadRows } from './unread-rows.ts';

/**
 * What has to be written for a head that the thread's own row, `recorded`, does not have yet. A message of the
 * marketplace revives a deleted thread, for both.
 */
function headChange(recorded: Thread, head: Head): HeadChange {
  const ahead = { ...recorded, head };
  const addUnreadFor = missingUnreadRows(ahead);
  return {
    step: Math.max(stepOf(head.sentAtMs), recorded.activeStep),
    revive: head.author === 'marketplace' && recorded.hiddenFor.length > 0,
    addUnreadFor,
    knownUnreadFor: rolesWithUnread(ahead).filter((role) => !addUnreadFor.includes(role)),
  };
}

/**
 * Brings a thread's own row, both inboxes and the unread rows up to a head of the log. It is idempotent: every verb
 * that finds the row behind its log calls it, and so finishes what a call that died has left undone. If a deleted
 * thread comes back by it, both participants get `thread_updated`.
 *
 * @param recorded the thread as its row was read
 * @param rowsPut the participants whose unread rows have already been written for this head
 * @returns the thread as its row is now
 */
export async function recordHead(
  ctx: Context,
  recorded: Thread,
  head: Head | null,
  rowsPut: Role[] = [],
): Promise<Thread> {
  if (head === null || !isNewer(head, recorded.head)) return recorded;
  const change = headChange(recorded, head);
  const { step, revive, addUnreadFor } = change;
  const missing = addUnreadFor.filter((role) => !rowsPut.includes(role));
  // The rows first, then the thread's row that relies on them: the next call sees if this one dies in between.
  await Promise.all([
    step > recorded.activeStep || revive
      ? ctx.store.touchInboxes(recorded, step, revive ? roles : listedFor(recorded))
      : undefined,
    putUnreadRows(ctx, { ...recorded, head }, missing),
  ]);
  const written = await ctx.store.writeHead(recorded.id, head, change);
  // An unread count has deleted an unread row since the thread was read.
  if (isNewer(head, written.head)) return recordHead(ctx, written, head);
  // A deletion that ran at the same time may have deleted an inbox row after it was written above; or the thread has
  // come back into a list since it was read.
  if (revive || written.opens !== recorded.opens)
    await ctx.store.touchInboxes(recorded, Math.max(step, written.activeStep), listedFor(written));
  const isHidden = head.author === 'marketplace' && written.hiddenFor.length > 0;
  const current = isHidden ? await bringBack(ctx, written, 'marketplace') : written;
  if (revive || isHidden) await announceThread(ctx, current, 'marketplace');
  return current;
}
