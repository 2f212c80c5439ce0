/** Attempts of a push to one subscription before it is given up. */
const attemptsMax = 6;
const firstPauseMs = 30_000;
/** A push service that asks for more is tried once a day. */
const pauseMaxMs = 24 * 3_600_000;

/**
 * When a push is tried again after an attempt that failed: as the push service says, else after a pause that doubles.
 * Null: it is given up.
 */
export function retryAtMs(attempt: number, afterMs: number | null, nowMs: number): number | null {
  if (attempt >= attemptsMax) return null;
  return nowMs + Math.min(afterMs ?? firstPauseMs * 2 ** (attempt - 1), pauseMaxMs);
}

/**
 * The time that a header `Retry-After` asks for (RFC 9110, section 10.2.3); null for none, or one that says nothing.
 */
export function parseRetryAfter(header: string | undefined, nowMs: number): number | null {
  const text = header?.trim() ?? '';
  if (/^\d{1,9}$/.test(text)) return Number(text) * 1000;
  const atMs = Date.parse(text);
  return Number.isNaN(atMs) ? null : Math.max(0, atMs - nowMs);
}
