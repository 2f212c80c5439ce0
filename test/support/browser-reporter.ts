import type { Reporter, Suite, TestCase } from '@playwright/test/reporter';
import { failureOf, report } from '../setup/tally.ts';

/** Prints the counts of the browser tests. A test that passed only on a retry counts as failed. */
export default class BrowserReporter implements Reporter {
  private suite: Suite | undefined;

  onBegin(_: unknown, suite: Suite): void {
    this.suite = suite;
  }

  onEnd(): void {
    const tests = this.suite?.allTests() ?? [];
    const passed = tests.filter((test) => test.outcome() === 'expected' && test.expectedStatus === 'passed').length;
    const failed = tests.filter((test) => ['unexpected', 'flaky'].includes(test.outcome()));
    report('playwright', { passed, failures: failed.map(failure) });
  }
}

function failure(test: TestCase): string {
  const place = test.titlePath().filter(Boolean).join(' › ');
  return failureOf(place, test.results.find(({ error }) => error)?.error?.message);
}
