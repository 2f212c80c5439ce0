import * as z from 'zod';
import { notificationJob } from '../chat/model/notification-job.ts';
import { notifyMessage, retryMessage } from '../chat/notify-message.ts';
import { notifySummary, retrySummary } from '../chat/notify-summary.ts';
import type { DueJob, NotifyContext } from '../chat/ports/notifications.ts';
import { remindOfThread } from '../chat/remind-of-thread.ts';
import { log } from '../platform/log.ts';

/** A batch of the queue. (Lambda, "Example standard queue message event".) */
export interface QueueEvent {
  Records: { messageId: string; body: string }[];
}

/** The messages that the queue is to deliver again. (Lambda, "Reporting batch item failures", SQS.) */
export interface QueueResponse {
  batchItemFailures: { itemIdentifier: string }[];
}

/** A delay may end this much early by the clock of the function. */
const earlyMs = 500;

const dueJob = z.object({ job: notificationJob, dueAtMs: z.number() });

/** Does a job, or queues it again if it is not due yet. */
export async function doJob(ctx: NotifyContext, { job, dueAtMs }: DueJob): Promise<void> {
  if (dueAtMs > ctx.nowMs() + earlyMs) return ctx.later.send([{ job, dueAtMs }]);
  switch (job.kind) {
    case 'message':
      return notifyMessage(ctx, job);
    case 'reminder':
      return remindOfThread(ctx, job);
    case 'summary':
      return notifySummary(ctx, job);
    case 'retry': {
      const { threadId } = job;
      return threadId === null ? retrySummary(ctx, job) : retryMessage(ctx, { ...job, threadId });
    }
  }
}

/** The jobs of the queue. One that fails is delivered again by itself, and becomes a dead letter in the end. */
export function notificationHandler(ctx: NotifyContext) {
  const failedIn = async ({ messageId, body }: QueueEvent['Records'][number]) => {
    try {
      await doJob(ctx, dueJob.parse(JSON.parse(body)));
      return [];
    } catch (error) {
      log.error('notification cannot be handled', { message_id: messageId, error });
      return [{ itemIdentifier: messageId }];
    }
  };
  return async ({ Records: records }: QueueEvent): Promise<QueueResponse> => ({
    batchItemFailures: (await Promise.all(records.map(failedIn))).flat(),
  });
}
