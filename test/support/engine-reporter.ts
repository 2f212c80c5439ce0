import type { Reporter, TestModule } from 'vitest/node';
import { failureOf, report } from '../setup/tally.ts';

/** Prints how many tests passed in each project, and so on each DynamoDB engine, and the counts of the whole run. */
export default class EngineReporter implements Reporter {
  onTestRunEnd(modules: ReadonlyArray<TestModule>): void {
    const passedIn = new Map<string, number>();
    for (const module of modules) {
      const passed = [...module.children.allTests('passed')].length;
      if (passed > 0) passedIn.set(module.project.name, (passedIn.get(module.project.name) ?? 0) + passed);
    }
    for (const [name, count] of passedIn) console.log(`${name}: ${count} passed`);
    const passed = [...passedIn.values()].reduce((sum, count) => sum + count, 0);
    report('vitest', { passed, failures: modules.flatMap(failuresIn) });
  }
}

/** A file that fails outside its tests has none that failed: it counts as one itself. */
function failuresIn(module: TestModule): string[] {
  const place = `${module.project.name} › ${module.relativeModuleId}`;
  const tests = [...module.children.allTests('failed')].map((test) =>
    failureOf(`${place} › ${test.fullName}`, test.result().errors?.[0]?.message),
  );
  const errors = module.errors();
  return errors.length === 0 ? tests : [...tests, failureOf(place, errors[0]!.message)];
}
