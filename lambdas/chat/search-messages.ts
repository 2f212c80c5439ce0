import type { SearchHit, SearchPage } from '../../protocol/search.ts';
import { readQuotes } from './log/read-quotes.ts';
import { lastActivityMs } from './model/head.ts';
import { withTokenName } from './model/names.ts';
import { stepOf } from './model/time-step.ts';
import type { Caller } from './model/types.ts';
import { isoTime, viewMessage } from './model/views.ts';
import type { SearchStore } from './ports/search-store.ts';
import type { InboxRow } from './ports/store.ts';
import { Budget } from './search/budget.ts';
import { conversationOf, Conversations, type Conversation } from './search/conversations.ts';
import { decodeCursor, encodeCursor, type SearchOwner, type SearchPlace } from './search/cursor.ts';
import { FoundPage, type Hit } from './search/found-page.ts';
import { isImpossible, parseQuery, type SearchQuery } from './search/query.ts';
import type { RowSizes } from './search/row-sizes.ts';
import { searchLog, type Found } from './search/search-log.ts';
import { nothingVisited, packVisited, unpackVisited } from './search/visited.ts';

export interface SearchContext {
  store: SearchStore;
  caller: Caller;
  /** What the process remembers. */
  rowSizes: RowSizes;
  /** Milliseconds that only grow: a page has two seconds. */
  clockMs: () => number;
}

/** A request for a page, understood. */
export interface Search {
  query: SearchQuery;
  limit: number;
  owner: SearchOwner;
  place: SearchPlace;
}

/** Conversations that are looked through side by side. */
const widest = 50;
/** Each further wave of a page is this many times as wide. */
const waveGrowth = 4;
const endOfLog = Number.MAX_SAFE_INTEGER;
/** A query without words may be met by every message, so that few conversations fill a page. */
const narrow = 4;
/** Conversations that a search looks through, those with the latest activity. */
const conversationsMax = 4_000;

/** @throws ChatError `bad_request` for a query without sense (SR-2), or the cursor of another search */
export function understandSearch(
  { userId }: Caller,
  { q, limit, cursor }: { q: string; limit: number; cursor?: string | undefined },
): Search {
  const query = parseQuery(q);
  const owner = { userId, q };
  const width = query.terms.length === 0 ? narrow : widest;
  const start = { visited: nothingVisited, within: null, width };
  return { query, limit, owner, place: cursor === undefined ? start : decodeCursor(cursor, owner) };
}

/**
 * A page of what the caller's conversations have that meets the query (SR-1, SR-3). The logs themselves are looked
 * through, newest activity first, several side by side.
 */
export async function searchMessages(ctx: SearchContext, search: Search): Promise<SearchPage> {
  const { query, limit, owner, place } = search;
  const rows = await rowsToSearch(ctx, query);
  const page = new FoundPage(query, limit);
  const isVisited = unpackVisited(place.visited);
  const rest = rows.filter(({ threadId }) => !isVisited(threadId) && threadId !== place.within?.threadId);
  const { done, hasMore } = await fill(ctx, search, page, new Conversations(ctx.store, ctx.caller.userId, rest));
  const { last, beforeSeq } = page;
  const next = (): SearchPlace => ({
    visited: packVisited(
      rows.map(({ threadId }) => threadId),
      (id) => isVisited(id) || done.has(id),
    ),
    within: last === null || beforeSeq === null ? null : { threadId: last.thread.id, beforeSeq },
    width: page.isFull ? Math.max(done.size, 1) : widest,
  });
  return {
    results: await viewHits(ctx, page.hits),
    next_cursor: hasMore ? encodeCursor(next(), owner) : null,
    searched_until: last === null ? null : isoTime(lastActivityMs(last.thread)),
  };
}

/** The conversations that the query allows: of all, those that are on the caller's list (SR-1). */
async function rowsToSearch({ store, caller }: SearchContext, query: SearchQuery): Promise<InboxRow[]> {
  if (isImpossible(query)) return [];
  const [threadId] = query.inThreads;
  // Whether it is the caller's shows when it is read.
  if (threadId !== undefined) return [{ threadId, activeStep: 0 }];
  const rows = await store.listAllInbox(caller.userId);
  const newest = rows.toSorted((a, b) => b.activeStep - a.activeStep).slice(0, conversationsMax);
  return newest.filter(({ activeStep }) => activeStep >= stepOf(query.sentFromMs));
}

interface Filled {
  /** The conversations that have been looked through. */
  done: Set<string>;
  hasMore: boolean;
}

/** Looks through one wave of conversations after the other until the page is full, its budget spent or nothing left. */
async function fill(
  ctx: SearchContext,
  { query, limit, place }: Search,
  page: FoundPage,
  conversations: Conversations,
): Promise<Filled> {
  const budget = new Budget(ctx.clockMs);
  const done = new Set<string>();
  const started = await findStarted(ctx, place);
  let count = place.width;
  do {
    const rowBytes = ctx.rowSizes.bytesOf(ctx.caller.userId);
    const next = await conversations.next({ count, maxBytes: budget.bytesLeft, rowBytes });
    const wave = page.last === null && started !== null ? [started, ...next] : next;
    if (wave.length === 0) return { done, hasMore: false };
    const searches = wave.map((conversation, index) =>
      lookThrough(ctx, conversation, query, {
        beforeSeq: conversation === started ? (place.within?.beforeSeq ?? endOfLog) : endOfLog,
        limit,
        budget,
        mustRead: page.last === null && index === 0,
      }),
    );
    const isFinished = await takeInOrder(wave, searches, page, done).catch(() => false);
    if (!isFinished) budget.close();
    // Nothing goes on after the answer. Throws what has failed.
    await Promise.all(searches);
    if (!isFinished) return { done, hasMore: true };
    count = Math.min(count * waveGrowth, widest);
  } while (!budget.isSpent && !page.isFull);
  return { done, hasMore: conversations.hasMore };
}

/** The conversation in which the page before has ended, unless it is off the caller's list by now. */
async function findStarted({ store, caller }: SearchContext, { within }: SearchPlace): Promise<Conversation | null> {
  if (within === null || within.beforeSeq <= 1) return null;
  const thread = await store.findThread(within.threadId);
  return thread && conversationOf(thread, caller.userId);
}

type Looked = Found & {
  /** Nothing was read, because the budget was spent. */
  isUntouched: boolean;
};

async function lookThrough(
  { store, rowSizes, caller }: SearchContext,
  conversation: Conversation,
  query: SearchQuery,
  range: Parameters<typeof searchLog>[3],
): Promise<Looked> {
  const { thread } = conversation;
  if (thread.head === null || thread.head.sentAtMs < query.sentFromMs)
    return { hits: [], next: null, isUntouched: false };
  const found = await searchLog(store, conversation, query, range);
  rowSizes.learn(caller.userId, found);
  return { ...found, isUntouched: found.rows === 0 && found.next !== null };
}

/** Adds to the page what has been found, conversation by conversation. Returns whether all of the wave was added. */
async function takeInOrder(
  wave: readonly Conversation[],
  searches: readonly Promise<Looked>[],
  page: FoundPage,
  done: Set<string>,
): Promise<boolean> {
  for (const [index, conversation] of wave.entries()) {
    if (page.isFull) return false;
    const found = (await searches[index]) as Looked;
    if (found.isUntouched || !page.add(conversation, found)) return false;
    done.add(conversation.thread.id);
  }
  return true;
}

/** The hits as the caller sees them. What they reply to is read in one request for each conversation. */
async function viewHits(ctx: SearchContext, hits: readonly Hit[]): Promise<SearchHit[]> {
  const found = [...new Set(hits.map(({ conversation }) => conversation))];
  const views = found.map((one) =>
    viewOwnHits(
      ctx,
      one,
      hits.filter(({ conversation }) => conversation === one),
    ),
  );
  return (await Promise.all(views)).flat();
}

async function viewOwnHits(ctx: SearchContext, { thread: read, role }: Conversation, hits: readonly Hit[]) {
  const thread = withTokenName(read, role, ctx.caller.username);
  const messages = hits.map(({ message }) => message);
  const quotes = await readQuotes(ctx, thread.id, messages);
  const { id, client, freelancer, job } = thread;
  return hits.map(({ message, highlights }) => ({
    message: viewMessage(thread, message, role, quotes),
    thread: { id, client, freelancer, job },
    highlights,
  }));
}
