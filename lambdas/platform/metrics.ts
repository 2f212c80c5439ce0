import { currentInvocation, type Invocation } from './invocation.ts';
import { metricUnits, type MetricName } from './metric-units.ts';

/**
 * Metrics of our own, as lines in the log that CloudWatch turns into metrics: no call, no permission, and no dimension,
 * because each stage has its own namespace. (CloudWatch, "Specification: Embedded metric format".)
 */

/** Adds to a metric of the current call; does nothing outside a call. */
export function record(name: MetricName, amount = 1): void {
  const values = currentInvocation()?.values;
  values?.set(name, (values.get(name) ?? 0) + amount);
}

/** Records that API Gateway has just accepted a push. */
export function recordPush(): void {
  const invocation = currentInvocation();
  if (invocation !== undefined) invocation.lastPushAtMs = Date.now();
}

function valuesOf({ values, requestedAtMs, lastPushAtMs }: Invocation): Partial<Record<MetricName, number>> {
  const recorded = Object.fromEntries(values);
  if (!values.has('MessagesSent') || lastPushAtMs === null) return recorded;
  // The gateway's clock and this one may differ by some milliseconds.
  return { ...recorded, DeliveryTime: Math.max(0, lastPushAtMs - requestedAtMs) };
}

/**
 * The metrics line of a call, with the call's ids and nothing else besides the metrics; null if it has recorded none.
 */
export function metricLine(namespace: string, invocation: Invocation, nowMs: number): string | null {
  const values = valuesOf(invocation);
  const names = Object.keys(values) as MetricName[];
  if (names.length === 0) return null;
  const Metrics = names.map((Name) => ({ Name, Unit: metricUnits[Name] }));
  const directive = { Namespace: namespace, Dimensions: [[]], Metrics };
  return JSON.stringify({ _aws: { Timestamp: nowMs, CloudWatchMetrics: [directive] }, ...invocation.ids, ...values });
}
