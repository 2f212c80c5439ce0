import { limits } from '../../../../protocol/limits.ts';
import type { Timing } from '../../api/options.ts';

const secondMs = 1_000;
const minuteMs = 60 * secondMs;

/** Chosen for the limits of API Gateway: 10 minutes idle, 2 hours per connection, 29 seconds per frame. */
export const defaultTiming: Timing = {
  backoffBaseMs: secondMs,
  backoffMaxMs: 30 * secondMs,
  lastingMs: 10 * secondMs,
  connectTimeoutMs: 10 * secondMs,
  requestTimeoutMs: 15 * secondMs,
  wakeTimeoutMs: 5 * secondMs,
  quietMs: 30 * secondMs,
  pingEveryMs: limits.connectionIdleMs / 2,
  replaceAfterMs: limits.connectionLifetimeMs - 5 * minuteMs,
  renewBeforeMs: minuteMs,
  storeTimeoutMs: 3 * secondMs,
  gapPatienceMs: 200,
  retryInternalMs: secondMs,
  editWindowMs: 15 * minuteMs,
  typingRepeatMs: 20 * secondMs,
  typingPauseMs: 5 * secondMs,
  typingShownMs: 22 * secondMs,
};
