import type { Role } from '../../../protocol/objects.ts';
import { announceThread } from '../delivery/announce-thread.ts';
import { bringBack } from './bring-back.ts';
import type { Head, Thread } from '../model/types.ts';
import type { Context } from '../ports/context.ts';
import { isNewer } from '../model/thread.ts';
import { stepOf } from '../model/time-step.ts';
import { missingUnreadRows, putUnreadRows, rolesWithUnread } from './unread-rows.ts';

/**
 * Brings a thread's own row and both inboxes up to a head that stands in the log. Idempotent: every verb that finds the row
 * behind its log calls it, and so mends what a process that died in between has left. `recorded` is the thread as its row
 * had it; the answer is the thread as the row has it now.
 *
 * Whose unread rows have been written for this head, `rowsPut` says.
 *
 * A message of the marketplace makes a deleted thread active again and brings it back to both lists; then everybody is told.
 */
export async function recordHead(
  ctx: Context,
  recorded: Thread,
  head: Head | null,
  rowsPut: Role[] = [],
): Promise<Thread> {
  if (head === null || !isNewer(head, recorded.head)) return recorded;
  const revive = head.author === 'marketplace' && recorded.hiddenFor.length > 0;
  const step = Math.max(stepOf(head.sentAtMs), recorded.activeStep);
  const ahead = { ...recorded, head };
  const addUnreadFor = missingUnreadRows(ahead);
  const knownUnreadFor = rolesWithUnread(ahead).filter((role) => !addUnreadFor.includes(role));
  // Rows first, then what the thread says of them: a call that did not come so far is seen by the next one, and finished.
  await Promise.all([
    step > recorded.activeStep || revive ? ctx.store.touchInboxes(recorded, step) : undefined,
    putUnreadRows(
      ctx,
      ahead,
      addUnreadFor.filter((role) => !rowsPut.includes(role)),
    ),
  ]);
  const written = await ctx.store.writeHead(recorded.id, head, { step, revive, addUnreadFor, knownUnreadFor });
  // A count has taken an unread row away since the thread was read.
  if (isNewer(head, written.head)) return recordHead(ctx, written, head);
  // A deletion under way has taken an inbox row away after it was written above, or has come between the two reads.
  if (revive || written.opens !== recorded.opens)
    await ctx.store.touchInboxes(recorded, Math.max(step, written.activeStep));
  const isHidden = head.author === 'marketplace' && written.hiddenFor.length > 0;
  const current = isHidden ? await bringBack(ctx, written) : written;
  if (revive || isHidden) await announceThread(ctx, current);
  return current;
}
