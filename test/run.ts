import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findChromium } from './setup/chromium.ts';
import { ensureJava } from './setup/java.ts';
import { SetupError } from './setup/setup-error.ts';
import { add, failureOf, readTally, tallyingTo, textOf, type Tally } from './setup/tally.ts';

/**
 * `npm test`: gets what the tests need, runs all of them, and closes with the failed ones, a line each, and
 * with the result: `N passed, N failed`.
 */

/** Runs a command whose reporters write their counts. A command that fails without a failed test counts as one. */
function run(command: string, args: string[]): Tally {
  // Everything temporary goes there too: the synthesised apps would leave more than a hundred folders behind.
  const folder = mkdtempSync(join(tmpdir(), 'chat-tests-'));
  const path = join(folder, 'tally');
  const env = { ...process.env, TMPDIR: folder, ...tallyingTo(path) };
  const { status } = spawnSync(command, args, { stdio: 'inherit', env });
  const tally = readTally(path);
  rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  if (status === 0 || tally.failures.length > 0) return tally;
  return { ...tally, failures: [failureOf([command, ...args].join(' '), `ended with ${status ?? 'a signal'}`)] };
}

/** The check counts as one test, beside those of the project `house` that are part of it. */
function check(): Tally {
  const tally = run('npm', ['run', '--silent', 'check']);
  return tally.failures.length === 0 ? add(tally, { passed: 1, failures: [] }) : tally;
}

/** What does not compile need not be run. */
function runAll(): Tally {
  const checked = check();
  if (checked.failures.length > 0) return checked;
  const rest = [run('npx', ['vitest', 'run', '--project', '!house']), run('npm', ['run', '--silent', 'test:browser'])];
  return rest.reduce(add, checked);
}

try {
  ensureJava();
  await findChromium();
  const tally = runAll();
  for (const failure of tally.failures) console.log(`FAILED ${failure}`);
  console.log(textOf(tally));
  process.exitCode = tally.failures.length === 0 ? 0 : 1;
} catch (error) {
  if (!(error instanceof SetupError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
