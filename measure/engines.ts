import { readSettings, startEngine, type Engine } from 'cdk-app-emulator';

export const dataEngines = ['embedded', 'dynamodb-local'] as const;

/** Starts the engine of that name, empty. */
export async function startDataEngine(engine: string): Promise<Engine> {
  if (engine === 'embedded') return startEngine(readSettings({ LOCAL_DYNAMODB_ENGINE: 'embedded' }));
  return startEngine(readSettings({ LOCAL_DYNAMODB_ENGINE: 'java' }));
}
