import { expect, test } from 'vitest';
import { checkFlat, leakWatch } from './leak-watch.ts';
import { isLong, numberOf, seedOf } from './length.ts';
import { Storm, type StormOptions } from './storm.ts';
import { checkConverged, checkCounts, checkLogs, checkRooms, eventually } from './storm-checks.ts';

/**
 * Random traffic in a world that fails: sockets cut without notice, `$disconnect` lost, pushes answered 410, 429 and
 * 500, DynamoDB slow, throttling and failing, invocations doubled and late, processes dying, clocks five seconds apart,
 * the engine killed. The seed decides what the users do. What fails, and when, is chance.
 */

const seed = seedOf('STORM_SEED');

const shortForm: StormOptions = {
  seed,
  durationMs: 5_000,
  users: 4,
  devicesPerUser: 2,
  threads: 4,
  actionsPerSecond: 25,
  engineKills: 1,
};
const longForm: StormOptions = {
  seed,
  durationMs: numberOf('STORM_SECONDS', 300) * 1_000,
  users: numberOf('STORM_USERS', 12),
  devicesPerUser: 2,
  threads: numberOf('STORM_THREADS', 18),
  actionsPerSecond: numberOf('STORM_ACTIONS', 25),
  engineKills: numberOf('STORM_ENGINE_KILLS', 10),
};

test(
  `STORM_SEED=${seed}: in a world that fails nothing is lost, doubled or miscounted, and everybody sees the same in the end`,
  { timeout: 1_800_000 },
  async () => {
    const storm = new Storm(isLong ? longForm : shortForm);
    await storm.start();
    try {
      const leaks = leakWatch(storm.app);
      await storm.blow();
      const megabytes = leaks.stop();
      const { body: faults } = await storm.app.call('GET', '/dev/faults/counts');
      const { lambda, pushes } = (await storm.app.call('GET', '/dev/stats')).body;
      // A push may have been refused to the end together with the order to close its connection: such a client learns
      // when it comes back.
      for (const device of storm.devices) device.cut();
      await checkConverged(storm);
      await checkCounts(storm);
      await checkRooms(storm);
      const messages = await checkLogs(storm);
      await checkCounts(storm);
      for (const { client } of storm.devices) client.disconnect();
      await eventually(() => leaks.checkConnections());
      const failed = {
        invocations: lambda.invocations,
        failed: lambda.errors,
        pushes: pushes.sent,
        gone: pushes.gone,
        faults,
      };
      if (isLong)
        console.log(JSON.stringify({ ...storm.options, ...storm.counts, messages, lost: 0, ...failed, megabytes }));
      if (isLong) checkFlat(megabytes);
      expect(storm.app.process.exitCode).toBeNull();
    } finally {
      await storm.stop();
    }
  },
);
