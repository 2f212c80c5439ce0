import type { Draft } from './draft.ts';
import { takeFromBucket } from './rate-limit.ts';
import { recentKeysAfter } from './recent-keys.ts';
import type { LogMessage, RateLimit } from './types.ts';
import { nothingSaid } from './unread.ts';

/**
 * The message that follows `newest` in the log, with its seq, the running counts, the state of the rate limit and the
 * recent keys. Its time is never earlier than the newest message's.
 * @param rateLimit null for no limit; the marketplace has none in any case
 * @throws ChatError `rate_limited` (WS-14)
 */
export function nextMessage(
  newest: LogMessage | undefined,
  draft: Draft,
  nowMs: number,
  rateLimit: RateLimit | null,
): LogMessage {
  const { countsAsUnread, ...fields } = draft;
  const sentAtMs = Math.max(nowMs, newest?.sentAtMs ?? 0);
  const counts = { ...(newest?.counts ?? nothingSaid) };
  if (countsAsUnread) counts[draft.author] += 1;
  const bucketFullAtMs = { ...(newest?.bucketFullAtMs ?? { client: 0, freelancer: 0 }) };
  if (draft.author !== 'marketplace' && rateLimit !== null) {
    bucketFullAtMs[draft.author] = takeFromBucket(rateLimit, bucketFullAtMs[draft.author], sentAtMs, nowMs);
  }
  return {
    ...fields,
    seq: (newest?.seq ?? 0) + 1,
    revision: 0,
    contentRevision: 0,
    replyTo: draft.replyTo ?? null,
    reactions: [],
    attachments: draft.attachments ?? [],
    toldRevision: 0,
    sentAtMs,
    editedAtMs: null,
    deletedAtMs: null,
    counts,
    bucketFullAtMs,
    recentKeys: recentKeysAfter(newest, draft),
  };
}
