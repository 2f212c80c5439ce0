import { randomUUID } from 'node:crypto';
import { pushToAll } from './delivery/push-to-all.ts';
import { totalOf, unreadThreads, type UnreadThread } from './log/unread-threads.ts';
import { claimMs, isAudible, willSee, type Notified, type Subscription } from './model/notification.ts';
import type { JobOf } from './model/notification-job.ts';
import { messageToShow, payloadOf } from './model/push-payload.ts';
import { quietUntil } from './model/quiet-hours.ts';
import type { NotifyContext } from './ports/notifications.ts';

/** How many of the latest threads are looked at for a message to open. */
const threadsToShow = 5;
const recentMessages = 10;

/**
 * Sees to it that what came in quiet hours is pushed once they end (NT-6). One summary waits for a user, unless it
 * might begin before what is committed now is seen. The queue comes first: a call that dies leaves one too many.
 */
export async function queueSummary(ctx: NotifyContext, { userId, summaryDueAtMs }: Notified, untilMs: number) {
  if (summaryDueAtMs === untilMs && willSee(summaryDueAtMs, ctx.nowMs())) return;
  await ctx.later.send([{ job: { kind: 'summary', userId, endsAtMs: untilMs }, dueAtMs: untilMs }]);
  await ctx.notified.recordSummaryDue(userId, untilMs);
}

/** Pushes one notification over all threads with unread messages, if quiet hours have ended. */
export async function notifySummary(ctx: NotifyContext, job: JobOf<'summary'>): Promise<void> {
  const user = await ctx.notified.findNotified(job.userId);
  const nowMs = ctx.nowMs();
  const untilMs = quietUntil(nowMs, user.quiet_hours);
  // The hours have been changed since.
  if (untilMs !== null) return queueSummary(ctx, user, untilMs);
  // The second condition: another summary has covered everything that this one is for.
  if (user.subscriptions.length === 0 || user.summarisedAtMs >= job.endsAtMs) return;
  const payload = await summaryPayload(ctx, job.userId);
  if (payload === null) return;
  const claim = { by: randomUUID(), nowMs, untilMs: nowMs + claimMs };
  if (!(await ctx.notified.claimSummary(claim, user))) return ctx.later.send([{ job, dueAtMs: claim.untilMs }]);
  const retry = { kind: 'retry', userId: job.userId, threadId: null, seq: null, attempt: 1 } as const;
  await pushToAll(ctx, user.subscriptions, payload, retry);
  await ctx.notified.recordSummary(job.userId, claim.by, nowMs);
}

/** Tries a summary again at one subscription. */
export async function retrySummary(ctx: NotifyContext, job: JobOf<'retry'>): Promise<void> {
  const user = await ctx.notified.findNotified(job.userId);
  const subscription: Subscription | undefined = user.subscriptions.find(({ id }) => id === job.subscriptionId);
  if (subscription === undefined) return;
  const untilMs = quietUntil(ctx.nowMs(), user.quiet_hours);
  if (untilMs !== null) return queueSummary(ctx, user, untilMs);
  const payload = await summaryPayload(ctx, job.userId);
  const { subscriptionId: _, ...retry } = job;
  if (payload !== null) await pushToAll(ctx, [subscription], payload, retry);
}

/** Null if nothing is unread that the user wants to hear of. */
async function summaryPayload(ctx: NotifyContext, userId: string) {
  const unread = await unreadThreads(ctx, userId);
  const audible = unread.filter(({ thread, role }) => isAudible(thread, role, ctx.nowMs()));
  const counts = { count: totalOf(audible), unread_total: totalOf(unread) };
  const shown = await firstShown(ctx, audible);
  return shown === null
    ? null
    : payloadOf({ kind: 'summary', ...shown }, counts, { withText: ctx.rules.withNotifyText });
}

/** The newest message to open, in the thread with the latest activity that has one. */
async function firstShown(ctx: NotifyContext, unread: UnreadThread[]) {
  const latest = unread.toSorted((a, b) => (b.thread.head?.sentAtMs ?? 0) - (a.thread.head?.sentAtMs ?? 0));
  for (const { thread, role } of latest.slice(0, threadsToShow)) {
    const { messages } = await ctx.store.readThread(thread.id, { messages: recentMessages, consistent: false });
    const message = messageToShow(thread, role, messages);
    if (message !== null) return { thread, message };
  }
  return null;
}
