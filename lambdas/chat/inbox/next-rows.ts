import type { UserContext } from '../ports/context.ts';
import type { InboxRow } from '../ports/store.ts';

/** How many threads of one step a page puts into order. A longer step is listed as the index has it. */
export const orderedMax = 200;

/** Rows read beyond the wanted ones, so that one request usually reaches the end of the last step. */
const rowsBeyond = 10;

/** Where to go on in the index: at a step, or in the middle of a long one, after the row of this thread. */
export interface From {
  step: number | undefined;
  row: string | null;
}

export interface NextRows {
  rows: InboxRow[];
  /** The step is listed in the order of the index. */
  isLong: (step: number) => boolean;
  /** Null if nothing is left. */
  next: From | null;
}

/**
 * The next rows of the inbox index: whole steps with at least `wanted` rows, or all that is left. Of a long step, which
 * has more rows than can be ordered, it returns just as many as are wanted.
 */
export async function nextRows(ctx: UserContext, wanted: number, from: From): Promise<NextRows> {
  const rows: InboxRow[] = [];
  let after = afterRow(from);
  const isLong = (step: number) => (from.row !== null && step === from.step) || rowsOf(rows, step) > orderedMax;
  do {
    const limit = rows.length === 0 ? wanted + rowsBeyond : orderedMax + 1 - rowsOf(rows, lastStep(rows));
    const page = await ctx.store.listInbox(ctx.caller.userId, { limit, fromStep: from.step, after });
    rows.push(...page.rows);
    after = page.next;
  } while (after !== null && usable(rows, isLong).length < wanted);
  const found = after === null ? rows : usable(rows, isLong);
  const taken = take(found, wanted, isLong);
  const isExhausted = after === null && taken.length === rows.length;
  return { rows: taken, isLong, next: isExhausted ? null : following(taken, isLong) };
}

function afterRow({ step, row }: From): InboxRow | null {
  return row === null || step === undefined ? null : { threadId: row, activeStep: step };
}

const lastStep = (rows: InboxRow[]) => rows.at(-1)?.activeStep ?? 0;

function rowsOf(rows: InboxRow[], step: number): number {
  return rows.filter((row) => row.activeStep === step).length;
}

/** The rows without those of the last step, which may go on, unless it is a long one. */
function usable(rows: InboxRow[], isLong: NextRows['isLong']): InboxRow[] {
  const last = lastStep(rows);
  return isLong(last) ? rows : rows.filter((row) => row.activeStep !== last);
}

/** The rows of the steps that the first `wanted` rows lie in; of a long step only these. */
function take(rows: InboxRow[], wanted: number, isLong: NextRows['isLong']): InboxRow[] {
  const last = rows[wanted - 1]?.activeStep;
  if (last === undefined) return rows;
  return isLong(last) ? rows.slice(0, wanted) : rows.filter((row) => row.activeStep >= last);
}

function following(taken: InboxRow[], isLong: NextRows['isLong']): From {
  const step = lastStep(taken);
  return isLong(step) ? { step, row: taken.at(-1)?.threadId ?? null } : { step: step - 1, row: null };
}
