import type { Reporter, TestModule } from 'vitest/node';
import { report } from '../setup/tally.ts';

/** Prints how many tests passed in each project, and so on each DynamoDB engine, and the counts of the whole run. */
export default class EngineReporter implements Reporter {
  onTestRunEnd(modules: ReadonlyArray<TestModule>): void {
    const passedIn = new Map<string, number>();
    let passed = 0;
    let failed = 0;
    for (const module of modules) {
      for (const test of module.children.allTests()) {
        const { state } = test.result();
        if (state === 'failed') failed += 1;
        if (state !== 'passed') continue;
        passed += 1;
        passedIn.set(module.project.name, (passedIn.get(module.project.name) ?? 0) + 1);
      }
      // A file that fails outside its tests has none that failed.
      if (module.errors().length > 0) failed += 1;
    }
    for (const [name, count] of passedIn) console.log(`${name}: ${count} passed`);
    report('vitest', { passed, failed });
  }
}
