import type { Timing } from '../../api/options.ts';

/** A random wait before attempt `attempt + 1`: exponential backoff with full jitter, up to `backoffMaxMs`. */
export function backoffMs(
  { backoffBaseMs, backoffMaxMs }: Pick<Timing, 'backoffBaseMs' | 'backoffMaxMs'>,
  attempt: number,
  random: number,
): number {
  return random * Math.min(backoffMaxMs, backoffBaseMs * 2 ** attempt);
}

/** Of failed handshakes in a row, the first and then every fourth are followed by the question why. */
const handshakesPerProbe = 4;

/**
 * Whether to ask REST why a handshake has failed. After an outage the gateway refuses most handshakes because there are
 * too many, and a question after each would keep REST from those who are connected again.
 */
export function asksWhy(attempt: number): boolean {
  return attempt <= 2 || attempt % handshakesPerProbe === 0;
}
