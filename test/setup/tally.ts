import { appendFileSync, existsSync, readFileSync } from 'node:fs';

/** How many tests passed, and a line for each that failed: where it is, and the first line of its error. */
export interface Tally {
  passed: number;
  failures: string[];
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
  return lines.map((line) => JSON.parse(line) as Tally).reduce(add, { passed: 0, failures: [] });
}

export function add(a: Tally, b: Tally): Tally {
  return { passed: a.passed + b.passed, failures: [...a.failures, ...b.failures] };
}

export const textOf = ({ passed, failures }: Tally): string => `${passed} passed, ${failures.length} failed`;

/** One line for a failure: a runner's colours are left out, and only the first line of the error is taken. */
export function failureOf(place: string, error: string | undefined): string {
  // eslint-disable-next-line no-control-regex
  const plain = (error ?? 'no error').replace(/\u001B\[[\d;]*m/g, '').trim();
  return `${place}: ${plain.split('\n')[0]!.slice(0, 300)}`;
}
