import { currentInvocation, type Invocation } from './invocation.ts';

/**
 * Metrics of our own, as lines in the log that CloudWatch makes metrics of: no call, no permission, no dimension, as the
 * namespace is the stage's. (CloudWatch, "Specification: Embedded metric format".)
 */

/** Every metric and its unit. What API Gateway, Lambda and DynamoDB publish by themselves is not told again. */
export const metricUnits = {
  /** Messages that were committed, those of the marketplace included; a repeat is none. */
  MessagesSent: 'Count',
  /** From the gateway's time of the request that sent a message until the last push of it was taken. */
  DeliveryTime: 'Milliseconds',
  /** Pushes to connections that have ended. */
  PushesGone: 'Count',
  /** Pushes that API Gateway refused for their rate, again after the SDK's repeats: lost, the client catches up. */
  PushesThrottled: 'Count',
  /** Pushes that failed otherwise. */
  PushesFailed: 'Count',
  /** Writes that lost their place to another one and were decided anew. */
  Conflicts: 'Count',
  /** Messages that were refused by the rate limit. */
  RateLimited: 'Count',
  /** Handshakes that were refused for their token, or for bringing none. */
  HandshakesRefused: 'Count',
  /** How long a connection that has ended was open. The sum over an hour, divided by 3,600, is how many were open on average. */
  ConnectionTime: 'Seconds',
} as const;

export type MetricName = keyof typeof metricUnits;

/** Adds to a metric of the call that is being worked on. */
export function record(name: MetricName, amount = 1): void {
  const values = currentInvocation()?.values;
  values?.set(name, (values.get(name) ?? 0) + amount);
}

/** A push was taken by the gateway. */
export function recordPush(): void {
  const invocation = currentInvocation();
  if (invocation !== undefined) invocation.lastPushAtMs = Date.now();
}

function valuesOf({ values, requestedAtMs, lastPushAtMs }: Invocation): Partial<Record<MetricName, number>> {
  const told = Object.fromEntries(values);
  if (!values.has('MessagesSent') || lastPushAtMs === null) return told;
  // The gateway's clock and this one may differ by some milliseconds.
  return { ...told, DeliveryTime: Math.max(0, lastPushAtMs - requestedAtMs) };
}

/** The one line of a call, null where there is nothing to tell. Beside the metrics it holds the call's ids and nothing else. */
export function metricLine(namespace: string, invocation: Invocation, nowMs: number): string | null {
  const values = valuesOf(invocation);
  const names = Object.keys(values) as MetricName[];
  if (names.length === 0) return null;
  const Metrics = names.map((Name) => ({ Name, Unit: metricUnits[Name] }));
  const directive = { Namespace: namespace, Dimensions: [[]], Metrics };
  return JSON.stringify({ _aws: { Timestamp: nowMs, CloudWatchMetrics: [directive] }, ...invocation.ids, ...values });
}
