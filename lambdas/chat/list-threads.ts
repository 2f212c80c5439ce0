import type { Role } from '../../protocol/objects.ts';
import type { InboxView } from '../../protocol/own-side.ts';
import type { ThreadPage } from '../../protocol/results.ts';
import { beforeStep, decodeCursor, encodeCursor, inOrder, type Place } from './inbox/cursor.ts';
import { nextRows, orderedMax, type From } from './inbox/next-rows.ts';
import { lastActivityMs } from './model/head.ts';
import { isHiddenFor } from './model/listing.ts';
import { withTokenName } from './model/names.ts';
import { isArchived, isMarkedUnread } from './model/own-side.ts';
import { roleOf } from './model/participant.ts';
import type { Thread } from './model/types.ts';
import { shownUnreadOf } from './model/unread.ts';
import { viewThread } from './model/views.ts';
import type { UserContext } from './ports/context.ts';
import type { InboxRow } from './ports/store.ts';

export interface ThreadsQuery {
  limit: number;
  cursor?: string | undefined;
  is_active?: boolean | undefined;
  /** All but archived ones if it is left out. */
  view?: InboxView | undefined;
}

interface Listed {
  thread: Thread;
  /** Has a `row` in a step that is listed in the order of the index. */
  place: Place;
}

/**
 * If few threads match the query, each further read asks for 4 times as many rows, at most 100; a page ends after 5
 * reads, or once it has looked at 150 threads. So a filter that nothing matches costs little more than a full page.
 */
const roundGrowth = 4;
const maxRoundRows = 100;
const maxRounds = 5;
const maxSeen = 150;

/**
 * A page of the caller's threads: pinned ones before all others, which the index does, and newest activity first. The
 * index orders by coarse steps, so a page reads the whole of its last step and orders it by the threads' own rows. A
 * step with more threads than `orderedMax` is listed in the order of the index, so that no page reads more than that of
 * it. If few threads match, a page may be shorter than its limit; its cursor then goes on after all that was read.
 */
export async function listThreads(ctx: UserContext, query: ThreadsQuery): Promise<ThreadPage> {
  const start = query.cursor === undefined ? null : decodeCursor(query.cursor);
  const { listed, rest } = await collect(ctx, query, start);
  listed.sort((a, b) => inListOrder(a.place, b.place));
  const { page, next } = cut(listed, query.limit, rest);
  const { userId, username } = ctx.caller;
  const results = page.map(({ thread }) => {
    const role = roleOf(thread, userId);
    return viewThread(withTokenName(thread, role, username), role, ctx.nowMs);
  });
  return { results, next_cursor: next && encodeCursor(next) };
}

/**
 * Matching threads, at least `query.limit` if there are as many; `rest` is where the unread rest begins, null if
 * there is none.
 */
async function collect(ctx: UserContext, query: ThreadsQuery, start: Place | null) {
  const listed: Listed[] = [];
  let from: From | null = { step: start?.step, row: start?.row ?? null };
  /** Rows of the long step that the last read ended in. */
  let longRows = 0;
  let seen = 0;
  for (let round = 0; round < maxRounds && from !== null; round += 1) {
    const missing = query.limit - listed.length;
    const atMost = Math.min(orderedMax - longRows, maxSeen - seen);
    const wanted = Math.min(Math.max(missing, Math.min(roundGrowth ** round, maxRoundRows)), atMost);
    if (missing <= 0 || wanted <= 0) break;
    const { rows, isLong, next } = await nextRows(ctx, wanted, from);
    const read = (await readRows(ctx, rows, isLong, start)).filter(({ isAfterStart }) => isAfterStart);
    seen += read.length;
    listed.push(...read.filter(({ thread }) => matches(ctx, thread, query)));
    const ofNext = rows.filter((row) => next?.row !== null && row.activeStep === next?.step).length;
    longRows = next?.step === from.step ? longRows + ofNext : ofNext;
    from = next;
  }
  return { listed, rest: from && placeOf(from, start) };
}

/** The place before everything that is still to be read. */
function placeOf({ step = 0, row }: From, start: Place | null): Place {
  return row === null ? beforeStep(step) : longPlace(step, row, start);
}

/**
 * In a long step the next page starts after this row. If an earlier page has put the step into order, its place still
 * counts.
 */
function longPlace(step: number, row: string, start: Place | null): Place {
  const { atMs, id } = start?.step === step ? start : beforeStep(step);
  return { step, atMs, id, row };
}

async function readRows(
  ctx: UserContext,
  rows: InboxRow[],
  isLong: (step: number) => boolean,
  start: Place | null,
): Promise<(Listed & { isAfterStart: boolean })[]> {
  const read = await ctx.store.readThreads(rows.map((row) => row.threadId));
  const threads = new Map(read.map((thread) => [thread.id, thread]));
  return rows.flatMap(({ threadId, activeStep: step }) => {
    const thread = threads.get(threadId);
    if (thread === undefined) return [];
    const exact = { step, atMs: lastActivityMs(thread), id: threadId };
    const isAfterStart = start === null || inOrder(start, exact) < 0;
    return [{ thread, isAfterStart, place: isLong(step) ? longPlace(step, threadId, start) : exact }];
  });
}

/** For `sort`, which is stable: what is in the order of the index stays in it. */
function inListOrder(a: Place, b: Place): number {
  return a.step === b.step && a.row !== undefined ? 0 : inOrder(a, b);
}

function matches(ctx: UserContext, thread: Thread, query: ThreadsQuery): boolean {
  const hasState = query.is_active === undefined || thread.isActive === query.is_active;
  return hasState && isIn(query.view ?? 'inbox', thread, roleOf(thread, ctx.caller.userId));
}

/** Whether a view of the role's threads shows this one. It never shows a deleted one. */
function isIn(view: InboxView, thread: Thread, role: Role): boolean {
  if (isHiddenFor(thread, role)) return false;
  switch (view) {
    case 'inbox':
      return !isArchived(thread, role);
    case 'archived':
      return isArchived(thread, role);
    case 'unread':
      return shownUnreadOf(thread, role) > 0 || isMarkedUnread(thread, role);
    case 'all':
      return true;
  }
}

/** The first `limit` threads, and where the next page begins; null if there is none. */
function cut(listed: Listed[], limit: number, rest: Place | null): { page: Listed[]; next: Place | null } {
  const page = listed.slice(0, limit);
  const last = page.at(-1);
  if (listed.length <= limit && rest === null) return { page, next: null };
  return { page, next: last !== undefined && page.length === limit ? last.place : rest };
}
