import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { clientOptions } from '../platform/client-options.ts';
import { answerInTime } from '../platform/lost-answers.ts';
import type { Schedule } from './rounds.ts';

const answerTimeoutMs = 3_000;

/** Schedules rounds by the queue with this URL. Call it once in a process. */
export function scheduleBy(queueUrl: string): Schedule {
  const client = new SQSClient({ ...clientOptions(answerTimeoutMs), cacheMiddleware: true });
  client.middlewareStack.use(answerInTime(answerTimeoutMs));
  return async (round, delaySeconds) => {
    const MessageBody = JSON.stringify(round);
    await client.send(new SendMessageCommand({ QueueUrl: queueUrl, MessageBody, DelaySeconds: delaySeconds }));
  };
}
