import { defineConfig } from 'vitest/config';

/**
 * The files of these projects replace nothing that is global, so they may share what a worker has loaded. Loading takes
 * longer than most of them run.
 */
const sharesModules = { isolate: false };

/** Tests over a table run on two engines, the embedded one and AWS's DynamoDB Local: one project for each. */
function onEngine(name: string, engine: string) {
  return {
    extends: true as const,
    test: {
      ...sharesModules,
      name,
      include: ['test/{rules,data}/*.test.ts'],
      exclude: ['test/rules/**/*.sockets.test.ts'],
      globalSetup: ['test/support/data-engine.ts'],
      env: { DATA_TEST_ENGINE: engine },
      provide: { dataEngine: engine },
      testTimeout: 120_000,
      hookTimeout: 60_000,
    },
  };
}

export default defineConfig({
  test: {
    // The engines and apps that the tests start are processes of their own, and many tests wait for them; by itself
    // vitest leaves a small machine one worker.
    maxWorkers: 3,
    reporters: ['default', './test/support/engine-reporter.ts'],
    projects: [
      { extends: true, test: { name: 'house', include: ['test/house/**/*.test.ts'] } },
      {
        extends: true,
        test: {
          name: 'unit',
          include: [
            'test/{protocol,chat,gateway,platform,push,files,socket-io,lib,local,setup,smoke,web,import}/**/*.test.ts',
            'emulator/test/**/*.test.ts',
            'bench/*.test.ts',
          ],
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      // The rules of protocol/SPEC.md and the table: the same files on both engines. The rules run against the
      // app as well.
      onEngine('rules on the embedded engine', 'embedded'),
      onEngine('rules on DynamoDB Local', 'dynamodb-local'),
      {
        extends: true,
        test: {
          ...sharesModules,
          name: 'rules over sockets',
          include: ['test/rules/*.test.ts'],
          exclude: ['test/rules/**/*.clock.test.ts'],
          globalSetup: ['test/support/shared-apps.ts'],
          env: { RULES_OVER: 'sockets' },
          testTimeout: 120_000,
          hookTimeout: 60_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'journeys',
          include: ['test/{journeys,chaos,security,fuzz}/**/*.test.ts'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
    ],
  },
});
