import type { UserContext } from '../ports/context.ts';
import type { InboxRow } from '../ports/store.ts';

/** Rows read beyond the wanted ones, so that one request usually reaches the end of the last step. */
const rowsBeyond = 10;
/** Rows of each further request, if the last step goes on. */
const rowsOfLongStep = 500;

/** The next whole steps of the inbox index, from `fromStep` down, with at least `wanted` rows, or all that is left. */
export async function nextSteps(ctx: UserContext, wanted: number, fromStep: number | undefined) {
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

/** The rows without those of the last step, which may go on. */
function wholeSteps(rows: InboxRow[]): InboxRow[] {
  const last = rows.at(-1)?.activeStep;
  return rows.filter((row) => row.activeStep !== last);
}

/** The rows of the steps that the first `wanted` rows lie in. */
function enough(rows: InboxRow[], wanted: number): InboxRow[] {
  const lastStep = rows[wanted - 1]?.activeStep;
  return lastStep === undefined ? rows : rows.filter((row) => row.activeStep >= lastStep);
}
