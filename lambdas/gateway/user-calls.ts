import { banUser } from '../chat/ban-user.ts';
import { RateLimited } from '../chat/model/rate-limit.ts';
import type { RateLimit } from '../chat/model/types.ts';
import { countCall, noCalls, type CallRecord } from '../chat/model/user-limit.ts';
import type { Context } from '../chat/ports/context.ts';
import { log } from '../platform/log.ts';

/**
 * A process works on one call at a time, so before this many users have called, the buckets of the first are full again
 * and their bans over.
 */
const rememberedMax = 20_000;

/** What a process remembers of its users' calls (WS-18): each process counts for itself, without the table. */
export class UserCalls {
  /** By user; the user whose last call is the oldest comes first. */
  private readonly records = new Map<string, CallRecord>();

  /**
   * Counts a call of the user. The call that exceeds ten times the limit bans the user before it is refused.
   * @param limit null: nothing is counted
   * @throws ChatError `rate_limited` without a call of DynamoDB, but for the one that bans
   */
  async count(ctx: Context, userId: string, limit: RateLimit | null): Promise<void> {
    if (limit === null) return;
    const { record, verdict } = countCall(limit, this.records.get(userId) ?? noCalls, ctx.nowMs);
    this.remember(userId, record);
    if (verdict.accepted) return;
    if (verdict.startsBan) {
      log.info('user banned', { user_id: userId, until_ms: verdict.retryAtMs });
      await banUser(ctx, userId, verdict.retryAtMs);
    }
    throw new RateLimited('calls', verdict.retryAtMs - ctx.nowMs, verdict.isNews);
  }

  private remember(userId: string, record: CallRecord): void {
    this.records.delete(userId);
    this.records.set(userId, record);
    const [oldest] = this.records.keys();
    if (this.records.size > rememberedMax && oldest !== undefined) this.records.delete(oldest);
  }
}
