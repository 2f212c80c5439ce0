import type { Role } from '../../protocol/objects.ts';
import type { InboxView } from '../../protocol/own-side.ts';
import type { ThreadPage } from '../../protocol/rest.ts';
import { beforeStep, decodeCursor, encodeCursor, inOrder, type Place } from './inbox/cursor.ts';
import { nextSteps } from './inbox/next-steps.ts';
import { lastActivityMs } from './model/head.ts';
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
  place: Place;
  thread: Thread;
}

/** If few threads match the query, each further read asks for 4 times as many rows, at most 100; a page ends after 20 reads. */
const roundGrowth = 4;
const maxRoundRows = 100;
const maxRounds = 20;

/**
 * A page of the caller's threads: pinned ones before all others, which the index does, and newest activity first. The
 * index orders by coarse steps, so a page reads the whole of its last step and orders it by the threads' own rows. If
 * few threads match, a page may be shorter than its limit; its cursor then goes on after all that was read.
 */
export async function listThreads(ctx: UserContext, query: ThreadsQuery): Promise<ThreadPage> {
  const start = query.cursor === undefined ? null : decodeCursor(query.cursor);
  const { listed, rest } = await collect(ctx, query, start);
  listed.sort((a, b) => inOrder(a.place, b.place));
  const { page, next } = cut(listed, query.limit, rest);
  const { userId, username } = ctx.caller;
  const results = page.map(({ thread }) => {
    const role = roleOf(thread, userId);
    return viewThread(withTokenName(thread, role, username), role, ctx.nowMs);
  });
  return { results, next_cursor: next && encodeCursor(next) };
}

/** Matching threads, at least `query.limit` if there are as many; `rest` is where the unread rest begins, null if there is none. */
async function collect(ctx: UserContext, query: ThreadsQuery, start: Place | null) {
  const listed: Listed[] = [];
  let step = start?.step;
  let exhausted = false;
  for (let round = 0; round < maxRounds && listed.length < query.limit && !exhausted; round += 1) {
    const wanted = Math.max(query.limit - listed.length, Math.min(roundGrowth ** round, maxRoundRows));
    const next = await nextSteps(ctx, wanted, step);
    listed.push(...(await readRows(ctx, next.rows)).filter((one) => matches(ctx, one, query, start)));
    step = (next.rows.at(-1)?.activeStep ?? 0) - 1;
    exhausted = next.exhausted;
  }
  return { listed, rest: exhausted || step === undefined ? null : beforeStep(step) };
}

async function readRows(ctx: UserContext, rows: InboxRow[]): Promise<Listed[]> {
  const steps = new Map(rows.map((row) => [row.threadId, row.activeStep]));
  const threads = await ctx.store.readThreads(rows.map((row) => row.threadId));
  return threads.map((thread) => ({
    thread,
    place: { step: steps.get(thread.id) ?? 0, atMs: lastActivityMs(thread), id: thread.id },
  }));
}

function matches(ctx: UserContext, { thread, place }: Listed, query: ThreadsQuery, start: Place | null): boolean {
  const isAfterStart = start === null || inOrder(start, place) < 0;
  const hasState = query.is_active === undefined || thread.isActive === query.is_active;
  return isAfterStart && hasState && isIn(query.view ?? 'inbox', thread, roleOf(thread, ctx.caller.userId));
}

/** Whether a view of the role's threads shows this one. It never shows a deleted one. */
function isIn(view: InboxView, thread: Thread, role: Role): boolean {
  if (thread.hiddenFor.includes(role)) return false;
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
