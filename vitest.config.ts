import { defineConfig } from 'vitest/config';

/** Every data test runs twice, by one project an engine: the embedded one and AWS's DynamoDB Local. */
function dataProject(name: string, engine: string) {
  return {
    extends: true as const,
    test: {
      name,
      include: ['test/data/**/*.test.ts'],
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
    // The engines and apps that the tests start are processes of their own; by itself vitest leaves a small machine one worker.
    maxWorkers: 2,
    reporters: ['default', './test/support/engine-reporter.ts'],
    projects: [
      { extends: true, test: { name: 'house', include: ['test/house/**/*.test.ts'] } },
      {
        extends: true,
        test: {
          name: 'unit',
          include: [
            'test/{protocol,chat,gateway,platform,push,lib,local,setup,smoke,web}/**/*.test.ts',
            'emulator/test/**/*.test.ts',
            'bench/*.test.ts',
          ],
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      dataProject('data on the embedded engine', 'embedded'),
      dataProject('data on DynamoDB Local', 'dynamodb-local'),
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
