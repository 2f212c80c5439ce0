import { countBytes } from '../../../protocol/text.ts';
import type { LogMessage } from '../model/types.ts';
import type { Conversation } from './conversations.ts';
import { highlightsOf, type Range } from './highlight.ts';
import type { SearchQuery } from './query.ts';
import type { Found } from './search-log.ts';

/** Lambda returns at most 6 MB; long messages with a highlight for every other letter would be more. */
const answerBytes = 1024 * 1024;
/** A highlight as JSON, and what a hit has besides texts and highlights. */
const highlightBytes = 30;
const hitBytes = 1_000;

export interface Hit {
  conversation: Conversation;
  message: LogMessage;
  highlights: Range[];
}

/** The hits of one page, as they are found conversation by conversation. */
export class FoundPage {
  readonly hits: Hit[] = [];
  /** The conversation that was looked through last, at least in part. */
  last: Conversation | null = null;
  /** Where in `last` the next page begins; null if it has been looked through. */
  beforeSeq: number | null = null;
  private bytes = 0;

  constructor(
    private readonly query: SearchQuery,
    private readonly limit: number,
  ) {}

  get room(): number {
    return this.limit - this.hits.length;
  }

  get isFull(): boolean {
    return this.room <= 0 || this.bytes >= answerBytes;
  }

  /** Adds what fits of a conversation. Returns whether it has been looked through with that. */
  add(conversation: Conversation, { hits, next }: Found): boolean {
    this.last = conversation;
    let added = 0;
    for (const message of hits) {
      if (this.isFull) break;
      this.addHit(conversation, message);
      added += 1;
    }
    const lastSeq = hits[added - 1]?.seq;
    this.beforeSeq = added < hits.length ? (lastSeq ?? (hits[0]?.seq ?? 0) + 1) : next;
    return this.beforeSeq === null;
  }

  private addHit(conversation: Conversation, message: LogMessage): void {
    const highlights = highlightsOf(message.content, this.query.terms);
    this.hits.push({ conversation, message, highlights });
    this.bytes += hitBytes + countBytes(message.content) + countBytes(message.metadata ?? '');
    this.bytes += highlights.length * highlightBytes;
  }
}
