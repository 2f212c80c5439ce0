/** Every metric of our own and its unit. What API Gateway, Lambda and DynamoDB publish themselves is not repeated. */
export const metricUnits = {
  /** Messages that were committed, those of the marketplace included; repeats are not counted. */
  MessagesSent: 'Count',
  /** From the gateway's time of the request that sent a message until API Gateway accepted the last push of it. */
  DeliveryTime: 'Milliseconds',
  /** Pushes to connections that have closed (410). */
  PushesGone: 'Count',
  /** Pushes that API Gateway throttled in every attempt; the client catches up. */
  PushesThrottled: 'Count',
  /** Pushes that failed for another reason. */
  PushesFailed: 'Count',
  /** Writes that lost their place in a log to another one, and were decided again. */
  Conflicts: 'Count',
  /** Messages that the rate limit refused. */
  RateLimited: 'Count',
  /**
   * Events of the marketplace that were refused for what they hold. An alarm subtracts them from the function's errors.
   */
  EventsRefused: 'Count',
  /** Handshakes that were refused because their token was bad or missing. */
  HandshakesRefused: 'Count',
  /**
   * How long a closed connection had been open. The sum over an hour, divided by 3,600, is the average number
   * of open connections.
   */
  ConnectionTime: 'Seconds',
} as const;

export type MetricName = keyof typeof metricUnits;
