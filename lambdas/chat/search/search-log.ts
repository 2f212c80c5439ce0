import type { LogMessage } from '../model/types.ts';
import { otherRole } from '../model/participant.ts';
import type { LogFilter, SearchStore } from '../ports/search-store.ts';
import type { Budget } from './budget.ts';
import type { Conversation } from './conversations.ts';
import { matches } from './match.ts';
import type { SearchQuery } from './query.ts';

/** How many messages each read of a log looks through: few at first, since the newest ones may fill the page. */
const firstRows = 100;
const rowsGrowth = 4;
const rowsMax = 1_000;

/** What has been found in one log. */
export interface Found {
  /** Newest first. */
  hits: LogMessage[];
  /** The log has been looked through down to this seq, excluded from what is left; null: to its beginning. */
  next: number | null;
}

/** What the table selects for the query. */
function filterOf(query: SearchQuery, { role }: Conversation): LogFilter {
  const authors = { me: role, them: otherRole(role) };
  const [sender] = query.from;
  return {
    texts: query.terms.map(({ text }) => text),
    author: sender === undefined ? null : authors[sender],
    sentFromMs: query.sentFromMs,
    sentBeforeMs: query.sentBeforeMs,
    hasAttachments: [...query.has].some((content) => content !== 'link'),
    hasLink: query.has.has('link'),
  };
}

/**
 * Looks through a log from the message before `beforeSeq` down, until it ends, more than `limit` hits are found or the
 * budget is spent.
 * @param mustRead one read is made even if the budget is spent, so that each page gets on
 */
export async function searchLog(
  store: SearchStore,
  conversation: Conversation,
  query: SearchQuery,
  { beforeSeq, limit, budget, mustRead }: { beforeSeq: number; limit: number; budget: Budget; mustRead: boolean },
): Promise<Found & { rows: number; bytes: number }> {
  const filter = filterOf(query, conversation);
  const found = { hits: [] as LogMessage[], rows: 0, bytes: 0 };
  let next: number | null = beforeSeq;
  let limitOfRead = firstRows;
  while (next !== null && found.hits.length <= limit && (!budget.isSpent || (mustRead && found.rows === 0))) {
    const range = { beforeSeq: next, limit: limitOfRead };
    const part = await store.searchLog(conversation.thread.id, filter, range);
    budget.spend(part.bytes);
    found.hits.push(...part.messages.filter((message) => matches(query, message, conversation.role)));
    found.rows += part.rows;
    found.bytes += part.bytes;
    next = part.next;
    limitOfRead = Math.min(limitOfRead * rowsGrowth, rowsMax);
  }
  return { ...found, next };
}
