import { setTimeout } from 'node:timers/promises';
import type { Check } from './checks/check.ts';
import { CheckFailed, NotApplicable } from './report/outcome.ts';
import { checks } from './checks/all.ts';
import type { SmokeOptions } from './world/options.ts';
import { Report } from './report/report.ts';
import { localSite } from './site/local-site.ts';
import type { Site } from './site/site.ts';
import { Undo } from './report/undo.ts';
import { createWorld, type World } from './world/world.ts';

const defaultTimeLimitMs = 60_000;

/**
 * Tests what is deployed, or what `npm start` runs. Prints a line for each check and removes what it has made, also
 * after a failure or when `stop` aborts.
 *
 * @returns whether nothing failed
 */
export async function runSmoke(
  options: SmokeOptions,
  print: (line: string) => void,
  stop: AbortSignal,
): Promise<boolean> {
  const report = new Report(print);
  const undo = new Undo();
  const world = await prepare(options, report, undo);
  if (world !== null) {
    for (const check of checks) {
      if (stop.aborted) {
        report.failed(check.name, new CheckFailed('interrupted'));
        break;
      }
      await runCheck(check, world, report, stop);
    }
  }
  await undo.run(report);
  report.summary();
  return report.counts.failed === 0;
}

/** Null if the run cannot go on; the report has the reason. */
async function prepare(options: SmokeOptions, report: Report, undo: Undo): Promise<World | null> {
  const outputs = 'the outputs of the stacks name every address';
  const answers = 'REST answers with tokens of two users, and makes a thread of theirs';
  const isDeployed = 'stage' in options.target;
  if (!isDeployed) report.notApplicable(outputs, new NotApplicable('--url names the address'));
  let name = isDeployed ? outputs : answers;
  try {
    const site = await siteOf(options);
    if (isDeployed) report.ok(outputs);
    name = answers;
    const world = await createWorld(site, options, undo);
    report.ok(answers);
    return world;
  } catch (error) {
    report.failed(name, error);
    return null;
  }
}

async function siteOf({ target, tokens }: SmokeOptions): Promise<Site> {
  if ('url' in target) return localSite(target.url);
  // Its SDK clients take a while to load, and a run on one machine needs none of them.
  const { deployedSite } = await import('./site/deployed-site.ts');
  return deployedSite({ ...target, tokens });
}

/**
 * How long a check that was aborted may take to notice, so that it makes nothing more while its things
 * are being removed.
 */
const abortGraceMs = 10_000;

async function runCheck(check: Check, world: World, report: Report, stop: AbortSignal): Promise<void> {
  const limitMs = check.timeLimitMs ?? defaultTimeLimitMs;
  const timeLimit = AbortSignal.timeout(limitMs);
  const signal = AbortSignal.any([stop, timeLimit]);
  const running = check.run(world, signal);
  try {
    const result = await Promise.race([running, rejectOnAbort(signal)]);
    if (result instanceof NotApplicable) report.notApplicable(check.name, result);
    else report.ok(check.name);
  } catch (error) {
    const reason = stop.aborted ? 'interrupted' : `it took longer than ${limitMs / 1000} s`;
    report.failed(check.name, signal.aborted ? new CheckFailed(reason) : error);
    await Promise.race([running.catch(() => undefined), setTimeout(abortGraceMs, undefined, { ref: false })]);
  } finally {
    await world.closeSockets().catch((error: unknown) => report.failed(`${check.name}, closing its sockets`, error));
  }
}

function rejectOnAbort(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
  });
}
