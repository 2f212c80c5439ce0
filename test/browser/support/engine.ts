import { readSettings, startEngine, type Engine } from 'cdk-app-emulator';
import { Server } from './server.ts';
import { test as base } from './fixtures.ts';

/** The fixtures of the browser tests, with a server whose table the test can write to. */
export const test = base.extend<object, { engine: Engine }>({
  engine: [
    async ({}, use) => {
      const engine = await startEngine(readSettings({}));
      await use(engine);
      await engine.close();
    },
    { scope: 'worker' },
  ],
  server: [
    async ({ engine }, use) => {
      const server = await new Server({ DYNAMODB_ENDPOINT: engine.endpoint }).start();
      await use(server);
      await server.stop();
    },
    { scope: 'worker', timeout: 90_000 },
  ],
});
