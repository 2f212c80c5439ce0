import type { Faults } from './settings.ts';

/** How wrong one clock is: by up to `LOCAL_CLOCK_SKEW_MS`, to either side. */
export function skewMs({ LOCAL_CLOCK_SKEW_MS: mostMs }: Faults): number {
  return Math.round((2 * Math.random() - 1) * mostMs);
}
