import { limits } from '../../../../protocol/limits.ts';
import type { Timing } from '../../api/options.ts';

const secondMs = 1_000;
const minuteMs = 60 * secondMs;

/** The durations that suit API Gateway's limits: ten idle minutes, two hours a connection, 29 seconds a frame. */
export const defaultTiming: Timing = {
  backoffBaseMs: secondMs,
  backoffMaxMs: 30 * secondMs,
  connectTimeoutMs: 10 * secondMs,
  requestTimeoutMs: 15 * secondMs,
  wakeTimeoutMs: 5 * secondMs,
  pingEveryMs: limits.connectionIdleMs / 2,
  replaceAfterMs: limits.connectionLifetimeMs - 5 * minuteMs,
  renewBeforeMs: minuteMs,
  gapPatienceMs: 200,
  retryInternalMs: secondMs,
  editWindowMs: 15 * minuteMs,
  typingRepeatMs: 2 * secondMs,
  typingEndsMs: 3 * secondMs,
};
