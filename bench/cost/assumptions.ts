/**
 * What cannot be measured on one machine. Each value is an estimate on the high side, and docs/cost.md lists them all.
 */
export const assumptions = {
  /**
   * Each message comes with one typing frame and one read receipt. The client sends `typing_start` every 20 s while the
   * user types, and no `typing_stop` if the message follows within 5 s of the last key.
   */
  typingFramesPerMessage: 1,
  receiptsPerMessage: 1,
  /**
   * Events of each kind that a message brings if the kind is switched on. A thread is created once for many messages.
   */
  eventsPerMessage: { 'thread.created': 0, 'message.created': 1, 'message.read': 1, 'message.unread': 0.02 },
  /** The stream is read in batches of up to 100. This counts each message as its own batch. */
  publishInvocationsPerMessage: 1,
  /** How often a batch ends between a message and its thread's row: some 30 ms of the 3 s that a batch is gathered. */
  batchesThatEndBetween: 0.02,
  invocationMs: 50,
  memoryGb: 0.5,
  /** The functions log 1 of 100 calls that go well, in a line of this size. */
  sampledShare: 0.01,
  sampledLineBytes: 400,
  /** One line of the gateways' access logs, with the setting `accessLog=all`. */
  accessLineBytes: 500,
  /** The lines that Lambda itself logs about an invocation with the setting `callReports` on. */
  reportBytesPerInvocation: 1_000,
  /** The line with metrics that a function logs when a message is sent or a connection ends. */
  metricLineBytes: 400,
  /** A push, a reply, or a short REST response. */
  frameBytes: 600,
  /** A page of 50 messages or threads. */
  pageBytes: 30_000,
  /** A message's row, keys included. */
  storedBytesPerMessage: 700,
  monthsKept: 12,
  /** A photograph or a document, and the picture that the page makes of it. */
  fileBytes: 2_000_000,
  previewBytes: 50_000,
  /** How often the preview is loaded, by both and with their caches, and the file itself: each by a link of its own. */
  previewLoadsPerFile: 4,
  loadsPerFile: 1,
  /** How long a page of search takes. */
  searchMs: 300,
  /**
   * The typed client pings a quiet connection every 5 minutes, and sooner 1, 3 and 7 minutes after its user has touched
   * the page for the last time, which is taken to be once an hour.
   */
  pingsPerHour: 14,
  /** A connection of Socket.IO is pinged every 8 minutes. */
  socketIoPingsPerHour: 7.5,
  /** Sending, receiving and deleting a message of a queue. */
  requestsPerQueuedMessage: 3,
  /**
   * AWS charges for each metric that an alarm uses. A test counts them, the metrics and the dashboards
   * in the templates.
   */
  alarmMetrics: 71,
  /** Metrics from the logs: errors of each function, and those that the functions log. */
  metrics: 22,
  dashboards: 1,
  /** X-Ray records one invocation a second, and this share of the others. */
  tracedShare: 0.05,
} as const;

export const secondsPerMonth = 30 * 24 * 3600;

/** The traffic of one month. */
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
