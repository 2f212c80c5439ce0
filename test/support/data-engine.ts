import type { TestProject } from 'vitest/node';
import { startEngine, type Engine } from '../../local/dynamodb/engine.ts';
import { readLocalSettings } from '../../local/settings.ts';
import { dynamoDbLocalJar } from './dynamodb-local.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** `embedded` or `dynamodb-local` */
    dataEngine: string;
    dataEngineUrl: string;
  }
}

export const dataEngines = ['embedded', 'dynamodb-local'] as const;

/** Starts the engine of that name, empty. */
export async function startDataEngine(engine: string): Promise<Engine> {
  if (engine === 'embedded') return startEngine(readLocalSettings({ LOCAL_DYNAMODB_ENGINE: 'embedded' }));
  return startEngine(readLocalSettings({ LOCAL_DYNAMODB_ENGINE: 'java', LOCAL_DYNAMODB_JAR: await dynamoDbLocalJar() }));
}

/** One engine for all files of a project; each file makes a table of its own in it. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const engine = await startDataEngine(String(project.config.env.DATA_TEST_ENGINE));
  project.provide('dataEngineUrl', engine.endpoint);
  return () => engine.close();
}
