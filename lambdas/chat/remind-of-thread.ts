import type { ChangeEvent } from '../../protocol/change-event.ts';
import { readForNotifying, type Notifiable } from './log/read-for-notifying.ts';
import { decideReminder, markSeqOf } from './model/notification.ts';
import type { JobOf } from './model/notification-job.ts';
import { withTrustedNames } from './model/names.ts';
import type { LogMessage, Thread } from './model/types.ts';
import { othersOf } from './model/unread.ts';
import type { NotifyContext } from './ports/notifications.ts';

const pageMessages = 50;
const pageBytes = 256 * 1024;

/**
 * Reminds the marketplace of a thread that its user has not read for long (NT-5), now or later. The event goes out
 * before it is recorded, so that a call that dies sends it twice, with the same id, rather than never.
 */
export async function remindOfThread(ctx: NotifyContext, job: JobOf<'reminder'>): Promise<void> {
  const { remindAfterMs } = ctx.rules;
  const read = remindAfterMs === null ? null : await readForNotifying(ctx, job);
  if (read === null || remindAfterMs === null) return;
  const oldest = await oldestUnread(ctx, read);
  const decision = decideReminder(read, oldest, remindAfterMs, ctx.nowMs());
  if (decision.kind === 'later') {
    await ctx.later.send([{ job, dueAtMs: decision.atMs }]);
    await ctx.notified.recordReminderDue(job, decision.atMs);
  }
  if (decision.kind !== 'remind' || oldest === null) return;
  await ctx.publish([messageUnread(withTrustedNames(read.thread), read, oldest, decision.count)]);
  await ctx.notified.recordReminded(job, decision.mark, ctx.nowMs());
}

function messageUnread(thread: Thread, { role }: Notifiable, { seq }: LogMessage, count: number): ChangeEvent {
  const event_id = `${thread.id}/${role}/unread/${seq}`;
  return { name: 'message.unread', detail: { event_id, thread_id: thread.id, seq, user: thread[role], count } };
}

/** The oldest message of others that counts and that the role has not read; null if there is none. */
async function oldestUnread(ctx: NotifyContext, { thread, role, newest }: Notifiable): Promise<LogMessage | null> {
  const readOthers = thread.marks[role]?.others ?? 0;
  for (let from = markSeqOf(thread, role) + 1; from <= newest.seq;) {
    const range = { from, to: newest.seq, limit: pageMessages, maxBytes: pageBytes, end: 'low' } as const;
    const page = await ctx.store.listMessages(thread.id, range);
    const found = page.find(({ counts }) => othersOf(counts, role) > readOthers);
    if (found !== undefined || page.length === 0) return found ?? null;
    from = page.at(-1)!.seq + 1;
  }
  return null;
}
