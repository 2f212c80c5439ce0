import type { Failure } from '../api/types.ts';

/** How often a read is repeated that was refused for its rate. */
const repeatsMax = 4;
/** How long a read waits at most until the limit of a user lets it pass. */
const waitMaxMs = 5_000;
/** The longest first wait after a refusal of the gateway. It doubles with each further one. */
const gatewayWaitMs = 5_000;

interface Refused {
  method: string;
  failure: Pick<Failure, 'code' | 'retryAfterMs'>;
  /** How often it has been repeated. */
  repeats: number;
  /** From 0 to below 1. */
  random: number;
}

/**
 * When to repeat a call that was refused; null for one that is not to be repeated. The limit of a user (WS-18) says
 * when. The gateway refuses what is too much of all users together, and does not say when: then clients wait longer
 * each time, and spread.
 */
export function repeatAfterMs({ method, failure: { code, retryAfterMs }, repeats, random }: Refused): number | null {
  if (method !== 'GET' || code !== 'rate_limited' || repeats === repeatsMax) return null;
  if (retryAfterMs === undefined) return random * gatewayWaitMs * 2 ** repeats;
  return retryAfterMs <= waitMaxMs ? retryAfterMs : null;
}
