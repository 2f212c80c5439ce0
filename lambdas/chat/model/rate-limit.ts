import { ChatError } from '../../../protocol/errors.ts';
import type { RateLimit } from './types.ts';

/** A client's timer may fire this much earlier than the gateway's clock says. */
const toleranceMs = 1;

/**
 * Draws once from a bucket. The bucket's state is one number: when it is full again; 0 for a bucket that nobody has
 * drawn from. This is the generic cell rate algorithm (ITU-T I.371), an evenly refilling bucket without a counter.
 * @returns the new state, or when the next draw succeeds
 */
export function draw(
  { burst, perMs }: RateLimit,
  fullAtMs: number,
  nowMs: number,
): { drawn: true; fullAtMs: number } | { drawn: false; nextAtMs: number } {
  const drawMs = perMs / burst;
  const laterFullAtMs = Math.max(fullAtMs, nowMs) + drawMs;
  const nextAtMs = laterFullAtMs - perMs;
  return nextAtMs - nowMs > toleranceMs ? { drawn: false, nextAtMs } : { drawn: true, fullAtMs: laterFullAtMs };
}

/** The refusal of what may be tried again in `waitMs`. */
export class RateLimited extends ChatError {
  /**
   * @param what messages, or calls
   * @param isNews false: the same has been logged and counted just before, and each further time would only cost
   */
  constructor(
    what: string,
    waitMs: number,
    readonly isNews = true,
  ) {
    const retryAfterMs = Math.ceil(waitMs);
    const message = `too many ${what}; the next one is accepted in ${retryAfterMs} ms`;
    super('rate_limited', message, { retryAfterMs });
  }
}

/**
 * Takes one message out of a bucket and returns the bucket's new state.
 *
 * @param clockMs the gateway's time. It may lie before `sentAtMs`, if the newest message came by a clock that is ahead;
 * `retryAfterMs` counts from `clockMs`, because the sender waits by it
 * @throws ChatError `rate_limited` if the bucket is empty, with the time until the next message is accepted
 */
export function takeFromBucket(limit: RateLimit, fullAtMs: number, sentAtMs: number, clockMs = sentAtMs): number {
  const taken = draw(limit, fullAtMs, sentAtMs);
  if (!taken.drawn) throw new RateLimited('messages', taken.nextAtMs - clockMs);
  return taken.fullAtMs;
}
