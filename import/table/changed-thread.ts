import { roles } from '../../protocol/objects.ts';
import { recordHead } from '../../lambdas/chat/log/record-head.ts';
import { headOf, lastActivityMs } from '../../lambdas/chat/model/head.ts';
import { listedFor } from '../../lambdas/chat/model/listing.ts';
import { stepOf } from '../../lambdas/chat/model/time-step.ts';
import { isTold, withTold } from '../../lambdas/chat/model/told.ts';
import type { Thread } from '../../lambdas/chat/model/types.ts';
import { laterMark } from '../map/marks.ts';
import { newNamesOf } from '../map/names.ts';
import { activityOf, hasSamePeople, type ImportedThread } from '../map/thread.ts';
import { bringLog, type BroughtLog } from './changed-log.ts';
import { ownOthers } from './known-log.ts';
import { putMissingReceipts } from './receipts.ts';
import { importedMarkUpdate, stateUpdate, type StateChange } from './state-update.ts';
import type { Target } from './target.ts';
import type { WorkOnTable } from './work.ts';

/**
 * Brings a thread that is in the table up to the old system: what is new at the end, edits, reads, closures (IM-2).
 * Every step can be repeated, and what is as it should be is not written.
 */
export async function bringUpToDate(work: WorkOnTable, mapped: ImportedThread, stored: Thread): Promise<void> {
  const { target, sink, dryRun } = work;
  if (stored.imported === undefined || !hasSamePeople(stored, mapped.thread)) {
    const reason = `the table has a thread ${stored.id} of ${stored.client.id} and ${stored.freelancer.id}`;
    return sink.problem({ row: `thread ${stored.id}`, reason });
  }
  const log = await bringLog(work, stored);
  if (dryRun) return;
  await putMissingReceipts(target, stored.id, log.receipts);
  const thread = await tellOf(target, await bringHead(target, stored, log), log.seqs);
  const changes = [await bringNames(target, mapped, thread), await bringState(target, mapped, thread, log)];
  const marks = await bringMarks(target, thread, log);
  if (marks || changes.includes(true)) sink.did({ changedThreads: 1 });
}

async function bringHead({ ctx }: Target, stored: Thread, { newest }: BroughtLog): Promise<Thread> {
  return newest === undefined ? stored : recordHead(ctx, stored, headOf(newest));
}

/** Nobody is notified of imported messages, so they count as if everybody had been. */
async function tellOf(target: Target, thread: Thread, seqs: number[]): Promise<Thread> {
  const missing = seqs.filter((seq) => !isTold(thread.told, seq)).sort((a, b) => a - b);
  if (missing.length === 0) return thread;
  const change = { known: thread.told, next: missing.reduce(withTold, thread.told) };
  return tellOf(target, await target.ctx.store.writeTold(thread.id, change), missing);
}

async function bringNames({ ctx }: Target, { thread: old }: ImportedThread, thread: Thread): Promise<boolean> {
  const names = newNamesOf(thread, old);
  if (names !== null) await ctx.store.rename(thread.id, names, 'marketplace');
  return names !== null;
}

async function bringMarks({ table }: Target, { id, marks }: Thread, log: BroughtLog): Promise<boolean> {
  let hasMoved = false;
  for (const role of roles) {
    const stored = marks[role];
    const [all, beyond] = [log.all[role], log.beyond[role]];
    const later = laterMark(stored, {
      all: all && { ...all, others: all.others + ownOthers(log.known, role, all.seq) },
      beyond: beyond && {
        ...beyond,
        others: beyond.others + ownOthers(log.known, role, beyond.seq) - ownOthers(log.known, role, stored?.seq ?? 0),
      },
    });
    if (later !== null && (later.seq !== stored?.seq || later.others > stored.others))
      hasMoved = (await table.update(importedMarkUpdate(id, role, later))).held || hasMoved;
  }
  return hasMoved;
}

/** Whether the thread is active follows the old system when that has changed there, and not otherwise. */
async function bringState(target: Target, mapped: ImportedThread, thread: Thread, log: BroughtLog): Promise<boolean> {
  const { thread: old } = mapped;
  const current = lastActivityMs(thread);
  const oldActivityMs = mapped.lastActivityMs ?? current;
  const activityMs = log.known.own.length === 0 ? oldActivityMs : Math.max(oldActivityMs, current);
  const wanted = activityOf(thread, activityMs);
  const holds = thread.oldActivity?.seq === (thread.head?.seq ?? 0) ? thread.oldActivity : undefined;
  const step = Math.max(stepOf(activityMs), thread.activeStep);
  const change: StateChange = {
    isActive: old.isActive === thread.imported?.isActive ? undefined : old.isActive,
    oldActivity: wanted?.atMs === holds?.atMs ? undefined : (wanted ?? null),
    job: old.job?.id === thread.job?.id ? undefined : old.job,
    step: step === thread.activeStep ? undefined : step,
  };
  if (Object.values(change).every((value) => value === undefined)) return false;
  if (change.step !== undefined) await target.ctx.store.touchInboxes(thread, step, listedFor(thread));
  return (await target.table.update(stateUpdate(thread, change))).held;
}
