import type { Faults } from './settings.ts';

/** A random clock error of at most `LOCAL_CLOCK_SKEW_MS` in either direction, in milliseconds. */
export function skewMs({ LOCAL_CLOCK_SKEW_MS: mostMs }: Faults): number {
  return Math.round((2 * Math.random() - 1) * mostMs);
}
