import { appendFileSync, existsSync, readFileSync } from 'node:fs';

/** How many tests passed and failed. */
export interface Tally {
  passed: number;
  failed: number;
}

const variable = 'TEST_TALLY';

/** For a reporter: prints the counts of its runner, and adds them to the tally of `npm test` if that started it. */
export function report(runner: string, tally: Tally): void {
  console.log(`${runner}: ${textOf(tally)}`);
  const path = process.env[variable];
  if (path !== undefined) appendFileSync(path, `${JSON.stringify(tally)}\n`);
}

/** The environment in which reporters write to `path`. */
export const tallyingTo = (path: string): Record<string, string> => ({ [variable]: path });

export function readTally(path: string): Tally {
  const lines = existsSync(path) ? readFileSync(path, 'utf8').trim().split('\n').filter(Boolean) : [];
  return lines.map((line) => JSON.parse(line) as Tally).reduce(add, { passed: 0, failed: 0 });
}

export function add(a: Tally, b: Tally): Tally {
  return { passed: a.passed + b.passed, failed: a.failed + b.failed };
}

export const textOf = ({ passed, failed }: Tally): string => `${passed} passed, ${failed} failed`;
