import { ChatError } from '../../../protocol/errors.ts';
import { threadIdOf } from '../../../lambdas/chat/model/thread-id.ts';
import { Refused } from './model-changes.ts';
import type { Pair } from './model-thread.ts';

/** The two users of the model test, and the threads that they can have. */

export const users = ['alice', 'bob'] as const;
export type User = (typeof users)[number];

export const pairs: Pair[] = [
  { client: 'alice', freelancer: 'bob', job: null },
  { client: 'alice', freelancer: 'bob', job: 'job-1' },
  { client: 'alice', freelancer: 'bob', job: 'job-2' },
  { client: 'bob', freelancer: 'alice', job: null },
  { client: 'bob', freelancer: 'alice', job: 'job-1' },
];

export const idOf = ({ client, freelancer, job }: Pair) => threadIdOf(client, freelancer, job);
export const tripleOf = ({ client, freelancer, job }: Pair) => ({
  client: { id: client },
  freelancer: { id: freelancer },
  job: job === null ? null : { id: job },
});

type Outcome = { done: unknown } | { refused: string; retryAfterMs: number | undefined };

/** The result of an operation in the world or in the model, or the code of its refusal. */
export async function outcomeOf(work: () => unknown): Promise<Outcome> {
  try {
    return { done: await work() };
  } catch (error) {
    if (!(error instanceof ChatError) && !(error instanceof Refused)) throw error;
    return { refused: error.code, retryAfterMs: error.retryAfterMs };
  }
}
