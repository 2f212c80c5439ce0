import { SendMessageBatchCommand, SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { DueJob, GiveUp, LaterQueue } from '../chat/ports/notifications.ts';

/** SQS delays a message by 900 s at most, and takes 10 at once. What is due later is queued in steps. */
const delaySecondsMax = 900;
const entriesMax = 10;

/** Jobs that are due later, as delayed messages of a queue. Each names when it is due: a step may end before that. */
export function createLaterQueue(client: SQSClient, QueueUrl: string, nowMs: () => number): LaterQueue {
  const sendBatch = async (jobs: DueJob[]): Promise<void> => {
    const Entries = jobs.map((due, index) => ({
      Id: String(index),
      MessageBody: JSON.stringify(due),
      DelaySeconds: delayOf(due, nowMs()),
    }));
    const { Failed = [] } = await client.send(new SendMessageBatchCommand({ QueueUrl, Entries }));
    if (Failed.length > 0) throw new Error(`the queue refused ${Failed.length} jobs: ${Failed[0]?.Code}`);
  };
  return {
    async send(jobs) {
      for (let start = 0; start < jobs.length; start += entriesMax)
        await sendBatch(jobs.slice(start, start + entriesMax));
    },
  };
}

/** The queue of what has failed to the end. */
export function createGiveUp(client: SQSClient, QueueUrl: string): GiveUp {
  return async (failed) => {
    await client.send(new SendMessageCommand({ QueueUrl, MessageBody: JSON.stringify(failed) }));
  };
}

function delayOf({ dueAtMs }: DueJob, nowMs: number): number {
  return Math.min(delaySecondsMax, Math.max(0, Math.ceil((dueAtMs - nowMs) / 1000)));
}
