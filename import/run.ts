import { checkThread, type Checked, type CheckedThread } from './check/check-thread.ts';
import { Checksum } from './check/checksum.ts';
import { eachOf } from './each-of.ts';
import type { ReadTime } from './map/message.ts';
import { RowError } from './map/problem.ts';
import { mapThread } from './map/thread.ts';
import { timeReader } from './map/time.ts';
import { SourceError } from './old/catalog.ts';
import { openSource } from './old/open.ts';
import type { OldThread } from './old/rows.ts';
import type { ImportOptions } from './options.ts';
import { startProgress } from './report/progress-line.ts';
import { checkLines, doneLines, Report } from './report/report.ts';
import type { Sink } from './table/progress.ts';
import { syncThread } from './table/sync-thread.ts';
import { openTarget, type Target } from './table/target.ts';
import type { OldSide, Work } from './table/work.ts';

/** Threads that are worked on at once. */
const threadsInFlight = 8;

/** How often a thread that differs is looked at: a busy one may go on while it is compared. */
const looksMax = 4;

export interface Output {
  /** Receives the lines of the report. */
  print: (line: string) => void;
  /** Shows the progress. */
  progress: NodeJS.WritableStream;
}

/**
 * Imports the old system's chat, and compares the two at the end.
 * @returns whether it is complete: no row was reported, and nothing differs
 * @throws SourceError, TargetError, UsageError if it cannot run
 */
export async function runImport(options: ImportOptions, output: Output): Promise<boolean> {
  const source = await openSource(options.from);
  try {
    if (source.timesHaveZones === false && options.timeZone === null)
      throw new SourceError('--time-zone is missing: the database keeps times without a zone (USE_TZ = False)');
    const target = options.target === null ? null : await openTarget(options.target);
    const old = { source, readTime: timeReader(options.timeZone ?? 'UTC') };
    const { messages } = await source.counts();
    const report = await importAll({ ...old, target, dryRun: options.dryRun }, messages, output);
    const isSame = target === null || options.dryRun || (await checkAll(target, old, messages, output));
    report.problemLines().forEach(output.print);
    target?.close();
    return isSame && report.isComplete;
  } finally {
    await source.close();
  }
}

async function importAll(work: Omit<Work, 'sink'>, messages: number, output: Output): Promise<Report> {
  const { source, dryRun } = work;
  const report = new Report();
  const startedAtMs = Date.now();
  const progress = startProgress({ phase: dryRun ? 'reading' : 'importing', total: messages, stream: output.progress });
  const sink: Sink = {
    did(step) {
      report.did(step);
      progress.add(step.messages ?? 0);
    },
    problem: (problem) => report.problem(problem),
  };
  await eachOf(source.threads(), threadsInFlight, (old) => syncThread({ ...work, sink }, old));
  progress.end();
  doneLines(report.done, { dryRun, seconds: (Date.now() - startedAtMs) / 1000 }).forEach(output.print);
  return report;
}

/** Whether the table has what the old system has. */
async function checkAll(target: Target, old: OldSide, messages: number, output: Output): Promise<boolean> {
  const sums = { old: new Checksum(), here: new Checksum() };
  const all: Checked = { differences: [], messages: { old: 0, here: 0 }, changedHere: 0 };
  const progress = startProgress({ phase: 'comparing', total: messages, stream: output.progress });
  await eachOf(old.source.threads(), threadsInFlight, async (row) => {
    const checked = await checkOne(target, old, row);
    if (checked === null) return;
    addTo(all, checked);
    for (const hash of checked.hashes.old) sums.old.add(hash);
    for (const hash of checked.hashes.here) sums.here.add(hash);
    progress.add(checked.messages.old);
  });
  progress.end();
  checkLines(all, sums).forEach(output.print);
  return all.differences.length === 0;
}

function addTo(all: Checked, { differences, messages, changedHere }: Checked): void {
  all.differences.push(...differences);
  all.messages.old += messages.old;
  all.messages.here += messages.here;
  all.changedHere += changedHere;
}

/** What it reports has been reported before. */
const quiet: Sink = { did: () => undefined, problem: () => undefined };

/**
 * A difference is looked at again: the old system may have gone on since the thread was imported. Null for a thread
 * that cannot be imported, which has been reported.
 */
async function checkOne(target: Target, old: OldSide, row: OldThread): Promise<CheckedThread | null> {
  const mapped = mapIfPossible(row, old.readTime);
  if (mapped === null) return null;
  let checked = await checkThread(target, old, mapped);
  for (let looks = 1; looks < looksMax && checked.differences.length > 0; looks += 1) {
    await syncThread({ ...old, target, sink: quiet, dryRun: false }, row);
    checked = await checkThread(target, old, mapped);
  }
  return checked;
}

function mapIfPossible(old: OldThread, readTime: ReadTime) {
  try {
    return mapThread(old, readTime);
  } catch (error) {
    if (error instanceof RowError) return null;
    throw error;
  }
}
