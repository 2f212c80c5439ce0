import { badRequest } from '../../protocol/parse.ts';
import type { ThreadPage } from '../../protocol/rest.ts';
import * as z from 'zod';
import type { Thread } from './model/types.ts';
import { withOwnName } from './log/participant.ts';
import type { InboxRow } from './ports/store.ts';
import type { UserContext } from './ports/context.ts';
import { lastActivityMs, roleOf, viewThread } from './model/thread.ts';

export interface ThreadsQuery {
  limit: number;
  cursor?: string | undefined;
  is_active?: boolean | undefined;
}

/** A thread's place in the inbox: by the index's step, within it by the exact time, then by id. */
interface Place {
  step: number;
  atMs: number;
  id: string;
}

interface Listed {
  place: Place;
  thread: Thread;
}

const cursorSchema = z.tuple([z.int().min(0), z.int().min(0), z.string().min(1).max(128)]);

/** Opaque to clients. It holds a place alone: whose inbox it is a place of, the token says. */
export function encodeCursor({ step, atMs, id }: Place): string {
  return Buffer.from(JSON.stringify([step, atMs, id])).toString('base64url');
}

export function decodeCursor(cursor: string): Place {
  try {
    const [step, atMs, id] = cursorSchema.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString()));
    return { step, atMs, id };
  } catch {
    throw badRequest([{ field: 'cursor', message: 'is not a cursor of this list' }]);
  }
}

function inOrder(a: Place, b: Place): number {
  return b.step - a.step || b.atMs - a.atMs || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
}

/** Beyond a page, to reach the end of its last step with the same request; and in each further request for a long step. */
const rowsBeyond = 10;
const rowsOfLongStep = 500;

/** Each further look takes in so many times as many threads, as few of them seem to be wanted; up to a bound, and so often for one page. */
const roundGrowth = 4;
const maxRoundRows = 100;
const maxRounds = 20;

/** The next whole steps of the index, from `fromStep` down, that hold `wanted` rows at least, or all that is left. */
async function nextSteps(ctx: UserContext, wanted: number, fromStep: number | undefined) {
  const rows: InboxRow[] = [];
  let after: InboxRow | null = null;
  do {
    const limit: number = after === null ? wanted + rowsBeyond : rowsOfLongStep;
    const page = await ctx.store.listInbox(ctx.caller.userId, { limit, fromStep, after });
    rows.push(...page.rows);
    after = page.next;
  } while (after !== null && wholeSteps(rows).length < wanted);
  const whole = after === null ? rows : wholeSteps(rows);
  const taken = enough(whole, wanted);
  return { rows: taken, exhausted: after === null && taken.length === rows.length };
}

/** Without the last step, which may go on. */
function wholeSteps(rows: InboxRow[]): InboxRow[] {
  const last = rows.at(-1)?.activeStep;
  return rows.filter((row) => row.activeStep !== last);
}

/** No more than the steps that the first `wanted` rows lie in. */
function enough(rows: InboxRow[], wanted: number): InboxRow[] {
  const lastStep = rows[wanted - 1]?.activeStep;
  return lastStep === undefined ? rows : rows.filter((row) => row.activeStep >= lastStep);
}

async function readRows(ctx: UserContext, rows: InboxRow[]): Promise<Listed[]> {
  const steps = new Map(rows.map((row) => [row.threadId, row.activeStep]));
  const threads = await ctx.store.readThreads(rows.map((row) => row.threadId));
  return threads.map((thread) => ({
    thread,
    place: { step: steps.get(thread.id) ?? 0, atMs: lastActivityMs(thread), id: thread.id },
  }));
}

function isWanted(ctx: UserContext, { thread, place }: Listed, query: ThreadsQuery, start: Place | null): boolean {
  const role = roleOf(thread, ctx.caller.userId);
  const isLater = start === null || inOrder(start, place) < 0;
  const matches = query.is_active === undefined || thread.isActive === query.is_active;
  return isLater && matches && !thread.hiddenFor.includes(role);
}

/**
 * A page of the caller's threads, newest activity first. The index orders by coarse steps, so a page takes in the whole of
 * its last step and orders it by the threads' own rows. Where hardly any thread is wanted a page is shorter than its limit, and its
 * cursor goes on behind all that it has looked at.
 */
export async function listThreads(ctx: UserContext, query: ThreadsQuery): Promise<ThreadPage> {
  const start = query.cursor === undefined ? null : decodeCursor(query.cursor);
  const listed: Listed[] = [];
  let step = start?.step;
  let exhausted = false;
  for (let round = 0; round < maxRounds && listed.length < query.limit && !exhausted; round += 1) {
    const wanted = query.limit - listed.length;
    const next = await nextSteps(ctx, Math.max(wanted, Math.min(roundGrowth ** round, maxRoundRows)), step);
    listed.push(...(await readRows(ctx, next.rows)).filter((one) => isWanted(ctx, one, query, start)));
    step = (next.rows.at(-1)?.activeStep ?? 0) - 1;
    exhausted = next.exhausted;
  }
  const rest = exhausted || step === undefined ? null : beforeStep(step);
  return pageOf(
    ctx,
    listed.sort((a, b) => inOrder(a.place, b.place)),
    query.limit,
    rest,
  );
}

/** Before every thread of that step, since none is active so late. */
function beforeStep(step: number): Place {
  return { step, atMs: Number.MAX_SAFE_INTEGER, id: '-' };
}

/** `rest` is where the threads begin that nobody has looked at; null where there are none. */
async function pageOf(ctx: UserContext, listed: Listed[], limit: number, rest: Place | null): Promise<ThreadPage> {
  const page = listed.slice(0, limit);
  const last = page.at(-1);
  const results = page.map(async ({ thread }) => {
    const role = roleOf(thread, ctx.caller.userId);
    return viewThread(await withOwnName(ctx, thread, role), role);
  });
  const isFull = last !== undefined && page.length === limit;
  const isLast = listed.length <= limit && rest === null;
  const next = isLast ? null : isFull ? last.place : rest;
  return { results: await Promise.all(results), next_cursor: next && encodeCursor(next) };
}
