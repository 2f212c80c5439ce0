import { countPage, noPages, type PageRecord } from '../chat/model/search-limit.ts';
import type { RateLimit } from '../chat/model/types.ts';

/** Bounds the memory: an entry has some hundred bytes. */
const rememberedMax = 10_000;

/**
 * What a process remembers of its users' searches (SR-3). Each process counts for itself, as it does for all calls
 * (WS-18): a page writes nothing.
 */
export class SearchPages {
  /** By user; the user whose last search is the oldest comes first. */
  private readonly records = new Map<string, PageRecord>();

  /**
   * @param limit null: nothing is counted
   * @throws ChatError `rate_limited`
   */
  count(userId: string, limit: RateLimit | null, nowMs: number): void {
    if (limit === null) return;
    const { record, refusal } = countPage(limit, this.records.get(userId) ?? noPages, nowMs);
    this.records.delete(userId);
    this.records.set(userId, record);
    const [oldest] = this.records.keys();
    if (this.records.size > rememberedMax && oldest !== undefined) this.records.delete(oldest);
    if (refusal !== null) throw refusal;
  }
}
