import type { Reporter, TestModule } from 'vitest/node';

/** Says at the end how many tests ran on which DynamoDB engine, and the closing line that CI reads. */
export default class EngineReporter implements Reporter {
  onTestRunEnd(modules: ReadonlyArray<TestModule>): void {
    const byProject = new Map<string, number>();
    let passed = 0;
    let failed = 0;
    for (const module of modules) {
      for (const test of module.children.allTests()) {
        const { state } = test.result();
        if (state === 'passed') passed += 1;
        if (state === 'failed') failed += 1;
        if (state === 'passed') byProject.set(module.project.name, (byProject.get(module.project.name) ?? 0) + 1);
      }
      if (module.errors().length > 0) failed += 1;
    }
    for (const [name, count] of byProject) console.log(`${name}: ${count} passed`);
    console.log(`${passed} passed, ${failed} failed`);
  }
}
