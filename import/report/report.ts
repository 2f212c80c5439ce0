import type { Checked } from '../check/check-thread.ts';
import type { Sums } from '../check/checksum.ts';
import type { Problem } from '../map/problem.ts';
import { nothingDone, type Done, type Sink } from '../table/progress.ts';

/** Rows that are listed one by one; the rest is only counted. */
const listedMax = 10_000;

/** Collects what happens, for the report at the end. */
export class Report implements Sink {
  readonly done: Done = { ...nothingDone };
  readonly #problems: Problem[] = [];
  #problemCount = 0;

  did(step: Partial<Done>): void {
    for (const [name, count] of Object.entries(step) as [keyof Done, number][]) this.done[name] += count;
  }

  problem(problem: Problem): void {
    this.#problemCount += 1;
    if (this.#problems.length < listedMax) this.#problems.push(problem);
  }

  get isComplete(): boolean {
    return this.#problemCount === 0;
  }

  /** The rows that were not imported as they are. */
  problemLines(): string[] {
    return linesOf('not imported as it is', this.#problems, this.#problemCount);
  }
}

function linesOf(what: string, problems: readonly Problem[], count: number): string[] {
  const lines = problems.map(({ row, reason }) => `${what}: ${row}: ${reason}`);
  return count > problems.length ? [...lines, `${what}: ${count - problems.length} more rows`] : lines;
}

/** What was written, or would be. */
export function doneLines(done: Done, { dryRun, seconds }: { dryRun: boolean; seconds: number }): string[] {
  const { threads, messages, addedThreads, addedMessages, changedMessages, changedThreads } = done;
  const rate = seconds === 0 ? '' : `, ${Math.round(messages / seconds)} messages/s`;
  return [
    `read: ${threads} threads with ${messages} messages in ${seconds.toFixed(1)} s${rate}`,
    `${dryRun ? 'to add' : 'added'}: ${addedThreads} threads, ${addedMessages} messages`,
    `${dryRun ? 'to change' : 'changed'}: ${changedMessages} messages${dryRun ? '' : `, ${changedThreads} threads`}`,
  ];
}

/** The reconciliation: counts, checksums, and every row that differs (IM-3). */
export function checkLines({ differences, messages, changedHere }: Checked, sums: Sums): string[] {
  const listed = differences.slice(0, listedMax);
  return [
    `messages: ${messages.old} in the old system, ${messages.here} here`,
    `checksum of all texts: ${sums.old.hex} in the old system, ${sums.here.hex} here`,
    ...(changedHere === 0 ? [] : [`edited or deleted here since, and not compared: ${changedHere} messages`]),
    ...linesOf('different', listed, differences.length),
  ];
}
