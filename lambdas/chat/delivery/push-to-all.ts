import type { PushPayload } from '../../../protocol/notifications.ts';
import type { Subscription } from '../model/notification.ts';
import type { JobOf } from '../model/notification-job.ts';
import { retryAtMs } from '../model/push-retries.ts';
import type { NotifyContext, PushOutcome } from '../ports/notifications.ts';

/** What is to be queued again for a subscription that could not take the push. */
type Retry = Omit<JobOf<'retry'>, 'subscriptionId'>;

/**
 * Pushes to all of a user's subscriptions, at most 10, side by side. One that does not exist any more is removed, one
 * that could not take the push is tried again by itself (NT-4).
 */
export async function pushToAll(
  ctx: NotifyContext,
  subscriptions: readonly Subscription[],
  payload: PushPayload,
  retry: Retry,
): Promise<void> {
  await Promise.all(
    subscriptions.map(async (subscription) => {
      const outcome = await ctx.push(subscription, payload);
      await follow(ctx, outcome, { ...retry, subscriptionId: subscription.id });
    }),
  );
}

async function follow(ctx: NotifyContext, outcome: PushOutcome, job: JobOf<'retry'>): Promise<void> {
  if (outcome.kind === 'gone') await ctx.notified.unsubscribe(job.userId, job.subscriptionId);
  if (outcome.kind === 'failed') await ctx.giveUp({ job, reason: outcome.reason });
  if (outcome.kind !== 'retry') return;
  const dueAtMs = retryAtMs(job.attempt, outcome.afterMs, ctx.nowMs());
  if (dueAtMs === null) await ctx.giveUp({ job, reason: outcome.reason });
  else await ctx.later.send([{ job: { ...job, attempt: job.attempt + 1 }, dueAtMs }]);
}
