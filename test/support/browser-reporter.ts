import type { FullResult, Reporter, Suite } from '@playwright/test/reporter';

/** Closes with the line that CI reads. */
export default class BrowserReporter implements Reporter {
  private suite: Suite | undefined;

  onBegin(_: unknown, suite: Suite): void {
    this.suite = suite;
  }

  onEnd(result: FullResult): void {
    const tests = this.suite?.allTests() ?? [];
    const passed = tests.filter((test) => test.outcome() === 'expected' && test.expectedStatus === 'passed').length;
    const failed = tests.filter((test) => ['unexpected', 'flaky'].includes(test.outcome())).length;
    console.log(`browser: ${result.status}\n${passed} passed, ${failed} failed`);
  }
}
