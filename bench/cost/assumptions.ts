/** What no measurement on one machine can tell, each on the dear side. `docs/cost.md` names them all. */
export const assumptions = {
  /** A message comes with typing_start, typing_stop and a read receipt of its own. */
  typingFramesPerMessage: 2,
  receiptsPerMessage: 1,
  /** message.created and message.read. */
  busEventsPerMessage: 2,
  /** The stream is read in batches of up to 100; here each message is a batch of its own. */
  publishInvocationsPerMessage: 1,
  invocationMs: 50,
  memoryGb: 0.5,
  /** A line of the access log. */
  logBytesPerInvocation: 500,
  /** Lambda's own lines about a call, where the setting `callReports` is on. */
  reportBytesPerInvocation: 1_000,
  /** Our own line of metrics, of a call that sends a message and of one that ends a connection. */
  metricLineBytes: 400,
  /** A push, a reply, or an answer of REST to a short question. */
  frameBytes: 600,
  /** A page of 50 messages or threads. */
  pageBytes: 30_000,
  /** The row of a message with its keys. */
  storedBytesPerMessage: 700,
  monthsKept: 12,
  /** The typed client pings a quiet connection every 5 minutes. */
  pingsPerHour: 12,
  /** Each metric that an alarm looks at is paid for. A test counts them, and the metrics and dashboards, in what is deployed. */
  alarmMetrics: 49,
  /** Out of the logs: errors of each function, requests throttled, and what the functions tell of themselves. */
  metrics: 19,
  dashboards: 1,
  /** X-Ray takes one call a second, and of the others this share. */
  tracedShare: 0.05,
} as const;

export const secondsPerMonth = 30 * 24 * 3600;

/** What a month may look like. */
export interface Size {
  name: string;
  messages: number;
  connectionHours: number;
}

export const sizes: Size[] = [
  { name: 'small', messages: 100_000, connectionHours: 10_000 },
  { name: 'medium', messages: 5_000_000, connectionHours: 500_000 },
  { name: 'large', messages: 100_000_000, connectionHours: 10_000_000 },
];
