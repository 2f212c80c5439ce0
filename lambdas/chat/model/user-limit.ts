import { draw } from './rate-limit.ts';
import type { RateLimit } from './types.ts';

/** The limit on all calls of one user together (WS-18), as a decision on what a process remembers of the user. */

/** How long a user who ignores the refusals is banned. */
export const banMs = 60_000;

/** The user is banned after ten times the limit in all: once accepted, nine times refused. */
const refusalsPerLimit = 9;

/** What is remembered of a user's calls: when each bucket is full again, and until when the user is banned. */
export interface CallRecord {
  callsFullAtMs: number;
  refusalsFullAtMs: number;
  bannedUntilMs: number;
}

export const noCalls: CallRecord = { callsFullAtMs: 0, refusalsFullAtMs: 0, bannedUntilMs: 0 };

export type CallVerdict =
  | { accepted: true }
  /**
   * `isNews`: the first refusal after a while, or the one that bans; `startsBan`: the user is banned from this call
   * on, until `retryAtMs`.
   */
  | { accepted: false; retryAtMs: number; isNews: boolean; startsBan: boolean };

/**
 * Counts one call. Refused calls draw from a bucket of their own, which holds nine times as many and refills at the
 * same rate. A user who waits after each refusal never empties it; a user who empties it is banned.
 */
export function countCall(
  limit: RateLimit,
  record: CallRecord,
  nowMs: number,
): { record: CallRecord; verdict: CallVerdict } {
  if (record.bannedUntilMs > nowMs)
    return { record, verdict: { accepted: false, retryAtMs: record.bannedUntilMs, isNews: false, startsBan: false } };
  const call = draw(limit, record.callsFullAtMs, nowMs);
  if (call.drawn) return { record: { ...record, callsFullAtMs: call.fullAtMs }, verdict: { accepted: true } };
  const refusals = { burst: limit.burst * refusalsPerLimit, perMs: limit.perMs * refusalsPerLimit };
  const refusal = draw(refusals, record.refusalsFullAtMs, nowMs);
  if (refusal.drawn) {
    const refused = { ...record, refusalsFullAtMs: refusal.fullAtMs };
    const isNews = record.refusalsFullAtMs <= nowMs;
    return { record: refused, verdict: { accepted: false, retryAtMs: call.nextAtMs, isNews, startsBan: false } };
  }
  const bannedUntilMs = nowMs + banMs;
  const verdict = { accepted: false, retryAtMs: bannedUntilMs, isNews: true, startsBan: true } as const;
  return { record: { ...noCalls, bannedUntilMs }, verdict };
}
