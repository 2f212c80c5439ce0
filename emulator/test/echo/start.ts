import { join } from 'node:path';
import { readApp, readSettings, startEmulator, synthesise, type AppModel, type Emulator } from '../../index.ts';

/** Synthesises the echo app and runs it. */
export function startEcho(environment: Record<string, string | undefined> = process.env): Promise<Emulator<AppModel>> {
  return startEmulator({
    app: async () => readApp(await synthesiseEcho()),
    settings: readSettings(environment),
    log: (line) => console.error(line),
  });
}

const synthesiseEcho = () =>
  synthesise({
    projectFolder: join(import.meta.dirname, '..', '..'),
    entry: 'test/echo/app.ts',
    sources: ['test/echo'],
    variablePattern: /^CDK_/,
    settings: { CDK_VALIDATION: 'false' },
  });
