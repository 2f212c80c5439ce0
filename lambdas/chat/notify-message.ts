import { randomUUID } from 'node:crypto';
import { pushToAll } from './delivery/push-to-all.ts';
import { readForNotifying, type Notifiable } from './log/read-for-notifying.ts';
import { totalOf, unreadThreads } from './log/unread-threads.ts';
import { withNewestHead } from './model/head.ts';
import { claimMs, decidePush, decideRetry } from './model/notification.ts';
import type { JobOf } from './model/notification-job.ts';
import { messageToShow, payloadOf } from './model/push-payload.ts';
import type { LogMessage } from './model/types.ts';
import { othersOf, shownUnreadOf } from './model/unread.ts';
import { queueSummary } from './notify-summary.ts';
import type { NotifyContext } from './ports/notifications.ts';

/** Pushes a message that its recipient has not read (NT-2), now or later. Repeating it pushes nothing twice. */
export async function notifyMessage(ctx: NotifyContext, job: JobOf<'message'>): Promise<void> {
  const read = await readForNotifying(ctx, job);
  if (read === null) return;
  const decision = decidePush(job.seq, read, ctx.rules.notifyGapMs, ctx.nowMs());
  if (decision.kind === 'later') await ctx.later.send([{ job, dueAtMs: decision.atMs }]);
  if (decision.kind === 'quiet') await queueSummary(ctx, read.user, decision.untilMs);
  const message = decision.kind === 'push' ? shownOf(read) : null;
  if (message !== null) await pushOnce(ctx, job, read, message);
}

const shownOf = ({ thread, role, messages }: Notifiable) => messageToShow(thread, role, messages);

async function pushOnce(ctx: NotifyContext, job: JobOf<'message'>, read: Notifiable, message: LogMessage) {
  const { userId, threadId } = job;
  const { newest, role, user, sofar } = read;
  const nowMs = ctx.nowMs();
  const claim = { by: randomUUID(), nowMs, untilMs: nowMs + claimMs };
  // The call that has the claim may die: this one then pushes.
  if (!(await ctx.notified.claimPush(job, claim, sofar))) return ctx.later.send([{ job, dueAtMs: claim.untilMs }]);
  const payload = await payloadFor(ctx, userId, read, message);
  await pushToAll(ctx, user.subscriptions, payload, { kind: 'retry', userId, threadId, seq: newest.seq, attempt: 1 });
  const pushed = { seq: newest.seq, others: othersOf(newest.counts, role), atMs: nowMs };
  await ctx.notified.recordPush(job, claim.by, pushed);
}

/** Tries a push to one subscription again, with what is to be said now. */
export async function retryMessage(ctx: NotifyContext, job: JobOf<'retry'> & { threadId: string }): Promise<void> {
  const read = await readForNotifying(ctx, job);
  const subscription = read?.user.subscriptions.find(({ id }) => id === job.subscriptionId);
  if (read === null || subscription === undefined) return;
  const decision = decideRetry(job.seq ?? 0, read, ctx.nowMs());
  if (decision.kind === 'quiet') await queueSummary(ctx, read.user, decision.untilMs);
  const message = decision.kind === 'push' ? shownOf(read) : null;
  if (message === null) return;
  const { subscriptionId: _, ...retry } = job;
  await pushToAll(ctx, [subscription], await payloadFor(ctx, job.userId, read, message), retry);
}

/** What a push says of the thread as it is now. */
async function payloadFor(ctx: NotifyContext, userId: string, read: Notifiable, message: LogMessage) {
  const { thread, role, newest } = read;
  const current = withNewestHead(thread, newest);
  const unread_total = totalOf(await unreadThreads(ctx, userId, current));
  const counts = { count: shownUnreadOf(current, role), unread_total };
  return payloadOf({ kind: 'message', thread, message }, counts, { withText: ctx.rules.withNotifyText });
}
