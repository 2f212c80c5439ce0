import { describe, expect, it } from 'vitest';
import { assumptions } from '../../bench/cost/assumptions.ts';
import { inInvocation, type Invocation } from '../../lambdas/platform/invocation.ts';
import { metricLine, record, recordPush } from '../../lambdas/platform/metrics.ts';
import { metricUnits, type MetricName } from '../../lambdas/platform/metric-units.ts';
import { readMetricLine } from '../support/emf.ts';

const requestedAtMs = Date.now() - 40;
const anInvocation = (): Invocation => ({
  ids: { request_id: 'r-1', connection_id: 'c-1' },
  requestedAtMs,
  values: new Map(),
  lastPushAtMs: null,
});

/** The metrics line of a call that does the work. */
async function lineOf(work: () => unknown): Promise<string | null> {
  const invocation = anInvocation();
  await inInvocation(invocation, async () => work());
  return metricLine('chat-dev', invocation, requestedAtMs + 50);
}

describe('the metrics of a call', () => {
  it('are one line in the embedded metric format, with the ids of the call and nothing else', async () => {
    const line = await lineOf(() => {
      record('PushesGone');
      record('PushesGone');
      record('Conflicts', 3);
    });
    expect(readMetricLine(line ?? '')).toEqual({
      namespace: 'chat-dev',
      values: { PushesGone: 2, Conflicts: 3 },
      units: { PushesGone: 'Count', Conflicts: 'Count' },
      properties: { request_id: 'r-1', connection_id: 'c-1' },
    });
    expect(JSON.parse(line ?? '')._aws).toMatchObject({
      Timestamp: requestedAtMs + 50,
      CloudWatchMetrics: [{ Dimensions: [[]] }],
    });
  });

  it('are no line if nothing was recorded', async () => {
    expect(await lineOf(() => recordPush())).toBeNull();
  });

  it('are lines for a message and for a disconnect as short as docs/cost.md assumes', async () => {
    const ids = { request_id: 'L0SM9cOFvHcCIhw=', connection_id: 'L0SM9cOFvHcCIhwxyz=' };
    for (const names of [['MessagesSent', 'PushesGone', 'DeliveryTime'], ['ConnectionTime']] as const) {
      const line = metricLine(
        'chat-production',
        { ...anInvocation(), ids, values: new Map(names.map((name) => [name, 123.456])) },
        Date.now(),
      );
      expect((line ?? '').length).toBeLessThan(assumptions.metricLineBytes);
    }
  });

  it('each have a unit that CloudWatch knows', async () => {
    const line = await lineOf(() => (Object.keys(metricUnits) as MetricName[]).forEach((name) => record(name)));
    expect(readMetricLine(line ?? '').units).toEqual(metricUnits);
  });

  it("say how long a sent message took from the gateway's time of the request to its last push", async () => {
    const line = await lineOf(() => {
      record('MessagesSent');
      recordPush();
    });
    const { values } = readMetricLine(line ?? '');
    expect(values.MessagesSent).toBe(1);
    expect(values.DeliveryTime).toBeGreaterThanOrEqual(40);
  });

  it('say no such time if there was nobody to push to, or for a push of something else', async () => {
    expect(readMetricLine((await lineOf(() => record('MessagesSent'))) ?? '').values).toEqual({ MessagesSent: 1 });
    const changed = await lineOf(() => {
      record('Conflicts');
      recordPush();
    });
    expect(readMetricLine(changed ?? '').values).toEqual({ Conflicts: 1 });
  });

  it('never have a time below zero, although clocks differ', async () => {
    const ahead = { ...anInvocation(), requestedAtMs: Date.now() + 5_000 };
    await inInvocation(ahead, async () => {
      record('MessagesSent');
      recordPush();
    });
    expect(readMetricLine(metricLine('chat-dev', ahead, Date.now()) ?? '').values.DeliveryTime).toBe(0);
  });

  it('are kept apart for calls that run at once', async () => {
    const pause = () => new Promise((resolve) => setTimeout(resolve, 5));
    const lines = await Promise.all(
      (['Conflicts', 'RateLimited'] as const).map((name) =>
        lineOf(async () => {
          await pause();
          record(name);
        }),
      ),
    );
    expect(lines.map((line) => Object.keys(readMetricLine(line ?? '').values))).toEqual([
      ['Conflicts'],
      ['RateLimited'],
    ]);
  });

  it('are not recorded outside a call', () => {
    expect(() => {
      record('Conflicts');
      recordPush();
    }).not.toThrow();
  });
});
