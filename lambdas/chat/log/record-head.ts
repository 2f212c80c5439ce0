import { roles, type Role } from '../../../protocol/objects.ts';
import { announceThread } from '../delivery/deliver.ts';
import { isNewer } from '../model/head.ts';
import { listedFor } from '../model/listing.ts';
import { stepOf } from '../model/time-step.ts';
import { isTold, withTold } from '../model/told.ts';
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
function headChange(recorded: Thread, head: Head, toldSeq: number | undefined): HeadChange {
  const ahead = { ...recorded, head };
  const addUnreadFor = missingUnreadRows(ahead);
  return {
    step: Math.max(stepOf(head.sentAtMs), recorded.activeStep),
    revive: head.author === 'marketplace' && recorded.hiddenFor.length > 0,
    addUnreadFor,
    knownUnreadFor: rolesWithUnread(ahead).filter((role) => !addUnreadFor.includes(role)),
    knownTold: recorded.told,
    told: toldSeq === undefined ? null : withTold(recorded.told, toldSeq),
  };
}

export interface RecordOptions {
  /** The participants whose unread rows have already been written for this head. */
  rowsPut?: Role[];
  /** The message that everybody has just been notified of, which is written together with the head. */
  toldSeq?: number | undefined;
}

/**
 * Brings a thread's own row, both inboxes and the unread rows up to a head of the log. It is idempotent: every verb
 * that finds the row behind its log calls it, and so finishes what a call that died has left undone. If a deleted
 * thread comes back by it, both participants get `thread_updated`.
 *
 * @param recorded the thread as its row was read
 * @returns the thread as its row is now
 */
export async function recordHead(
  ctx: Context,
  recorded: Thread,
  head: Head | null,
  { rowsPut = [], toldSeq }: RecordOptions = {},
): Promise<Thread> {
  if (head === null || !isNewer(head, recorded.head)) return recordTold(ctx, recorded, toldSeq);
  const change = headChange(recorded, head, toldSeq);
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
  // Since the thread was read an unread count has deleted an unread row, or another message has been notified of.
  if (isNewer(head, written.head)) return recordHead(ctx, written, head, { toldSeq });
  // A deletion that ran at the same time may have deleted an inbox row after it was written above; or the thread has
  // come back into a list since it was read.
  if (revive || written.opens !== recorded.opens)
    await ctx.store.touchInboxes(recorded, Math.max(step, written.activeStep), listedFor(written));
  const isHidden = head.author === 'marketplace' && written.hiddenFor.length > 0;
  const current = isHidden ? await bringBack(ctx, written, 'marketplace') : written;
  if (revive || isHidden) await announceThread(ctx, current, 'marketplace');
  return recordTold(ctx, current, toldSeq);
}

/** Calls for several messages at once may each have to try again: one of them succeeds each time. */
async function recordTold(ctx: Context, thread: Thread, seq: number | undefined): Promise<Thread> {
  if (seq === undefined || isTold(thread.told, seq)) return thread;
  const written = await ctx.store.writeTold(thread.id, { known: thread.told, next: withTold(thread.told, seq) });
  return recordTold(ctx, written, seq);
}
