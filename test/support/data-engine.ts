import type { TestProject } from 'vitest/node';
import { startDataEngine } from '../../measure/engines.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** `embedded` or `dynamodb-local` */
    dataEngine: string;
    dataEngineUrl: string;
  }
}

/** One engine for all files of a project; each file makes a table of its own in it. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const engine = await startDataEngine(String(project.config.env.DATA_TEST_ENGINE));
  project.provide('dataEngineUrl', engine.endpoint);
  return () => engine.close();
}
