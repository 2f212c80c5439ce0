import { checkThread, newSums, type Checked } from './check/check-thread.ts';
import { eachOf } from './each-of.ts';
import { mapThread } from './map/thread.ts';
import { RowError } from './map/problem.ts';
import type { ReadTime } from './map/message.ts';
import { timeReader } from './map/time.ts';
import { SourceError } from './old/catalog.ts';
import { openSource } from './old/open.ts';
import type { OldChat, OldThread } from './old/rows.ts';
import type { ImportOptions } from './options.ts';
import { startProgress } from './report/progress-line.ts';
import { checkLines, doneLines, Report } from './report/report.ts';
import { nothingDone, type Sink } from './table/progress.ts';
import { syncThread } from './table/sync-thread.ts';
import { openTarget, type Target } from './table/target.ts';

/** Threads that are worked on at once. */
const threadsInFlight = 8;

export interface Output {
  /** Receives the lines of the report. */
  print: (line: string) => void;
  /** Shows the progress. */
  progress: NodeJS.WriteStream;
}

interface Import {
  source: OldChat;
  target: Target | null;
  readTime: ReadTime;
  dryRun: boolean;
  messages: number;
  output: Output;
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
    const readTime = timeReader(options.timeZone ?? 'UTC');
    const { messages } = await source.counts();
    const work = { source, target, readTime, dryRun: options.dryRun, messages, output };
    const report = await importAll(work);
    const isSame = target === null || options.dryRun || (await checkAll({ ...work, target }));
    report.problemLines().forEach(output.print);
    target?.close();
    return isSame && report.isComplete;
  } finally {
    await source.close();
  }
}

async function importAll({ source, target, readTime, dryRun, messages, output }: Import): Promise<Report> {
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
  await eachOf(source.threads(), threadsInFlight, (old) => syncThread(target, source, old, readTime, sink, { dryRun }));
  progress.end();
  doneLines(report.done, { dryRun, seconds: (Date.now() - startedAtMs) / 1000 }).forEach(output.print);
  return report;
}

/** Whether the table has what the old system has. */
async function checkAll(work: Import & { target: Target }): Promise<boolean> {
  const { source, messages, output } = work;
  const sums = newSums();
  const all: Checked = { differences: [], messages: { old: 0, here: 0 }, changedHere: 0 };
  const progress = startProgress({ phase: 'comparing', total: messages, stream: output.progress });
  await eachOf(source.threads(), threadsInFlight, async (old) => {
    const checked = await checkOne(work, old);
    if (checked === null) return;
    all.differences.push(...checked.differences);
    all.messages.old += checked.messages.old;
    all.messages.here += checked.messages.here;
    all.changedHere += checked.changedHere;
    for (const hash of checked.hashes.old) sums.old.add(hash);
    for (const hash of checked.hashes.here) sums.here.add(hash);
    progress.add(checked.messages.old);
  });
  progress.end();
  checkLines(all, sums).forEach(output.print);
  return all.differences.length === 0;
}

const quiet: Sink = { did: () => nothingDone, problem: () => undefined };

/**
 * A difference is looked at twice: the old system may have gone on since the thread was imported. Null for a thread
 * that cannot be imported, which has been reported.
 */
async function checkOne({ source, target, readTime }: Import & { target: Target }, old: OldThread) {
  const mapped = mapIfPossible(old, readTime);
  if (mapped === null) return null;
  const checked = await checkThread(target, source, mapped, readTime);
  if (checked.differences.length === 0) return checked;
  await syncThread(target, source, old, readTime, quiet, { dryRun: false });
  return checkThread(target, source, mapped, readTime);
}

function mapIfPossible(old: OldThread, readTime: ReadTime) {
  try {
    return mapThread(old, readTime);
  } catch (error) {
    if (error instanceof RowError) return null;
    throw error;
  }
}
