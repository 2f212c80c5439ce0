import { RateLimited } from './rate-limit.ts';
import type { RateLimit } from './types.ts';

/** The limit on the pages of searches of one user (SR-3), as a decision on what a process remembers of the user. */
export interface PageRecord {
  /** When the pages of the last period were asked for, the oldest first. */
  atMs: number[];
  /** The last call was refused. */
  isRefused: boolean;
}

export const noPages: PageRecord = { atMs: [], isRefused: false };

/**
 * Counts a page. In no period are there more than the limit: a bucket that refills would allow twice as many in the
 * first one.
 * @returns the new record, and the refusal if there is one
 */
export function countPage(
  { burst, perMs }: RateLimit,
  { atMs, isRefused }: PageRecord,
  nowMs: number,
): { record: PageRecord; refusal: RateLimited | null } {
  const recent = atMs.filter((ms) => ms > nowMs - perMs);
  const [oldest = nowMs] = recent.slice(-burst);
  if (recent.length < burst) return { record: { atMs: [...recent, nowMs], isRefused: false }, refusal: null };
  const refusal = new RateLimited('pages of searches', oldest + perMs - nowMs, !isRefused);
  return { record: { atMs: recent, isRefused: true }, refusal };
}
