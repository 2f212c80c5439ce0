import type { Timing } from '../../api/options.ts';

/** A random wait before attempt `attempt + 1`: exponential backoff with full jitter, up to `backoffMaxMs`. */
export function backoffMs(
  { backoffBaseMs, backoffMaxMs }: Pick<Timing, 'backoffBaseMs' | 'backoffMaxMs'>,
  attempt: number,
  random: number,
): number {
  return random * Math.min(backoffMaxMs, backoffBaseMs * 2 ** attempt);
}

/** How often, on average, one of many failed handshakes in a row is followed by the question why. */
const handshakesPerProbe = 64;

/**
 * Whether to ask REST why a handshake has failed: after the first one, and seldom after that. After an outage the
 * gateway refuses most handshakes because there are too many, and a question after each would keep REST from those who
 * are connected again. `attempt` may be 2 at the first one: a connection that did not last counts as a failed attempt.
 */
export function asksWhy(attempt: number, random: number): boolean {
  return attempt <= 2 || random * handshakesPerProbe < 1;
}
