import type { Check } from './check.ts';
import { NotApplicable } from '../report/outcome.ts';

const metrics: Check = {
  name: 'metrics have arrived under the names that the alarms use',
  // CloudWatch shows most metrics after one to three minutes.
  timeLimitMs: 480_000,
  async run({ site, startedAtMs }, signal) {
    if (site.kind === 'one machine') return new NotApplicable('CloudWatch exists on AWS only');
    const { untilMetricsArrive } = await import('../site/metrics.ts');
    await untilMetricsArrive(site, startedAtMs, signal);
  },
};

const errorLines: Check = {
  name: 'no function has logged an ERROR but for the events that were invalid on purpose',
  async run({ site, startedAtMs }) {
    if (site.kind === 'one machine') return new NotApplicable('npm start writes errors to its own output');
    const { expectNoErrorLines } = await import('../site/function-logs.ts');
    await expectNoErrorLines(site, startedAtMs);
  },
};

export const telemetryChecks = [metrics, errorLines];
