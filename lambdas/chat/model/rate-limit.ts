import { ChatError } from '../../../protocol/errors.ts';
import type { RateLimit } from './types.ts';

/** A client's timer may fire this much earlier than the gateway's clock says. */
const toleranceMs = 1;

/**
 * Takes one message out of a bucket and returns the bucket's new state. The state is one number: when the bucket is full
 * again. This is the generic cell rate algorithm (ITU-T I.371), an evenly refilling bucket without a counter.
 *
 * @param clockMs the gateway's time. It may lie before `sentAtMs`, if the newest message came by a clock that is ahead;
 * `retryAfterMs` counts from `clockMs`, because the sender waits by it
 * @throws ChatError `rate_limited` if the bucket is empty, with the time until the next message is accepted
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
