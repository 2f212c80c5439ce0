import { ChatError } from '../../../protocol/errors.ts';
import type { RateLimit } from './types.ts';

/** Timers of clients may fire this much before their time by the gateway's clock. */
const toleranceMs = 1;

/**
 * Takes one message out of a bucket. Its state is one number, when it is full again: the generic cell rate algorithm
 * (ITU-T I.371), which gives an evenly refilling bucket without a counter. Returns the state afterwards; an empty bucket
 * is `rate_limited` with the time until the next message, counted from `clockMs`, by which the sender will wait: the
 * message's own time is ahead of it where the newest message came by another clock.
 */
export function takeFromBucket(limit: RateLimit, fullAtMs: number, sentAtMs: number, clockMs = sentAtMs): number {
  const messageMs = limit.perMs / limit.burst;
  const nextAtMs = Math.max(fullAtMs, sentAtMs) + messageMs - limit.perMs;
  if (nextAtMs - sentAtMs > toleranceMs) {
    const retryAfterMs = Math.ceil(nextAtMs - clockMs);
    throw new ChatError('rate_limited', `too many messages; the next one is accepted in ${retryAfterMs} ms`, {
      retryAfterMs,
    });
  }
  return Math.max(fullAtMs, sentAtMs) + messageMs;
}
