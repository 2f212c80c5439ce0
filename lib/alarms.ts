import { Duration } from 'aws-cdk-lib';
import type { HttpApi } from 'aws-cdk-lib/aws-apigatewayv2';
import { MathExpression, Metric, type IMetric } from 'aws-cdk-lib/aws-cloudwatch';
import type { ITableV2 } from 'aws-cdk-lib/aws-dynamodb';
import type { Function } from 'aws-cdk-lib/aws-lambda';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import type { MetricName } from '../lambdas/platform/metric-units.ts';

/** One alarm. */
export interface AlarmSpec {
  /** Unique in a stage; the end of the alarm's name. */
  id: string;
  /** The heading in docs/operations.md that says what to do. */
  section: AlarmSection;
  metric: IMetric;
  /** The alarm rings from this value on, in the metric's own unit. */
  threshold: number;
  /** The number of consecutive five-minute periods that have to reach the threshold; 1 by default. */
  periods?: number;
}

export const alarmSections = [
  'Function errors',
  'Logged errors',
  'Function throttles',
  'REST answers 5xx',
  'WebSocket integration errors',
  'Handshakes refused',
  'Requests throttled',
  'Near the limit',
  'Slow delivery',
  'Pushes throttled',
  'Pushes failed',
  'Dead letters',
  'Stream falls behind',
  'Notifications fall behind',
  'Table throttles',
  'Table system errors',
] as const;
export type AlarmSection = (typeof alarmSections)[number];

const period = Duration.minutes(5);
const sum = { period, statistic: 'Sum' };

/**
 * The sum of metrics that AWS publishes only when there is something to count. With `+` one metric without a value
 * would
 * leave the sum without a value, and an alarm on a metric of DynamoDB that ends would keep its state.
 * (CloudWatch, "Metric math syntax and functions"; CloudWatch API, PutMetricAlarm, `TreatMissingData`.)
 */
function sumOf(metrics: Record<string, Metric>, label: string): MathExpression {
  const usingMetrics = Object.fromEntries(Object.entries(metrics).map(([id, metric]) => [id, metric.with(sum)]));
  const filled = Object.keys(metrics).map((id) => `FILL(${id}, 0)`);
  return new MathExpression({ expression: `SUM([${filled.join(', ')}])`, usingMetrics, label, period });
}

/** Functions by their short names: `frame` is deployed as `chat-<stage>-frame`. */
export type NamedFunctions = Record<string, Function>;

export interface FunctionMetrics {
  loggedErrorsOf: (name: string, one: Function) => Metric;
  /** Calls that failed because the function refused its input, by the function's name. */
  refused: Record<string, Metric>;
}

export function functionAlarms(functions: NamedFunctions, { loggedErrorsOf, refused }: FunctionMetrics): AlarmSpec[] {
  return Object.entries(functions).flatMap(([name, one]): AlarmSpec[] => [
    {
      id: `${name}-errors`,
      section: 'Function errors',
      metric: errorsBut(one.metricErrors(sum), refused[name]),
      threshold: 1,
    },
    {
      id: `${name}-logged-errors`,
      section: 'Logged errors',
      metric: loggedErrorsOf(name, one).with(sum),
      threshold: 1,
    },
    { id: `${name}-throttles`, section: 'Function throttles', metric: one.metricThrottles(sum), threshold: 1 },
  ]);
}

/** What Lambda counts as errors, without the calls whose input was refused: those are faults of the sender. */
function errorsBut(errors: Metric, refused: Metric | undefined): IMetric {
  if (refused === undefined) return errors;
  return new MathExpression({
    expression: 'errors - FILL(refused, 0)',
    usingMetrics: { errors, refused: refused.with(sum) },
    label: 'Errors but refusals',
    period,
  });
}

export function restAlarms(api: HttpApi): AlarmSpec[] {
  return [{ id: 'rest-5xx', section: 'REST answers 5xx', metric: api.metricServerError(sum), threshold: 1 }];
}

export function webSocketAlarms(metricOf: (name: string) => Metric): AlarmSpec[] {
  const errors = sumOf(
    { execution: metricOf('ExecutionError'), integration: metricOf('IntegrationError') },
    'Integration errors',
  );
  return [{ id: 'websocket-errors', section: 'WebSocket integration errors', metric: errors, threshold: 1 }];
}

/** @param throttled requests that an API refused without calling a function, by the API's name; a few are normal */
export function throttleAlarms(throttled: Record<string, Metric>): AlarmSpec[] {
  return Object.entries(throttled).map(([name, metric]) => ({
    id: `${name}-requests-throttled`,
    section: 'Requests throttled',
    metric: metric.with(sum),
    threshold: 20,
  }));
}

/**
 * Functions that are called, over five minutes, at 80 % of the rate from which the stage throttles their API. It needs
 * no access log.
 *
 * @param throttleRate requests a second
 */
export function loadAlarms(functions: NamedFunctions, throttleRate: number): AlarmSpec[] {
  return Object.entries(functions).map(([name, one]) => ({
    id: `${name}-near-limit`,
    section: 'Near the limit',
    metric: one.metricInvocations(sum),
    threshold: 0.8 * throttleRate * period.toSeconds(),
  }));
}

/**
 * Some tokens are always bad. If most of them are, the cause is the issuer or a setting.
 *
 * @param connected API Gateway's own count of handshakes that reached `$connect`
 */
export function handshakeAlarms(refused: Metric, connected: Metric): AlarmSpec[] {
  const share = new MathExpression({
    expression: 'IF(refused >= 20, 100 * refused / SUM([refused, FILL(connected, 0)]), 0)',
    usingMetrics: { refused: refused.with(sum), connected: connected.with(sum) },
    label: 'Handshakes refused, %',
    period,
  });
  return [{ id: 'handshakes-refused', section: 'Handshakes refused', metric: share, threshold: 50, periods: 3 }];
}

/** One failed push may be a socket that has just broken; several have a common cause. */
export function deliveryAlarms(metricOf: (name: MetricName) => Metric): AlarmSpec[] {
  const slowest = metricOf('DeliveryTime').with({ period, statistic: 'p99' });
  return [
    { id: 'delivery-p99', section: 'Slow delivery', metric: slowest, threshold: 2_000, periods: 3 },
    {
      id: 'pushes-throttled',
      section: 'Pushes throttled',
      metric: metricOf('PushesThrottled').with(sum),
      threshold: 5,
    },
    { id: 'pushes-failed', section: 'Pushes failed', metric: metricOf('PushesFailed').with(sum), threshold: 5 },
  ];
}

export function deadLetterAlarms(queues: Queue[]): AlarmSpec[] {
  return queues.map((queue) => ({
    id: `${queue.node.id.toLowerCase()}-dead-letters`,
    section: 'Dead letters',
    metric: queue.metricApproximateNumberOfMessagesVisible({ period, statistic: 'Maximum' }),
    threshold: 1,
  }));
}

/** A delayed message counts from the end of its delay of at most 15 minutes. */
export function backlogAlarms(queues: Queue[]): AlarmSpec[] {
  return queues.map((queue) => ({
    id: `${queue.node.id.toLowerCase()}-backlog`,
    section: 'Notifications fall behind',
    metric: queue.metricApproximateAgeOfOldestMessage({ period, statistic: 'Maximum' }),
    threshold: Duration.hours(1).toSeconds(),
  }));
}

/** Streams keep records for 24 hours: after one hour there is time left to fix the cause. */
export function streamAlarms(consumers: NamedFunctions): AlarmSpec[] {
  return Object.entries(consumers).map(([name, consumer]) => ({
    id: `${name}-iterator-age`,
    section: 'Stream falls behind',
    metric: consumer.metric('IteratorAge', { period, statistic: 'Maximum' }),
    threshold: Duration.hours(1).toMilliseconds(),
  }));
}

/** The operations that the functions use: DynamoDB has these metrics only by operation. */
const operations = ['GetItem', 'BatchGetItem', 'Query', 'PutItem', 'UpdateItem', 'DeleteItem', 'TransactWriteItems'];

export function tableAlarms(table: ITableV2): AlarmSpec[] {
  const ofAll = (metricName: string) => {
    const metricOf = (Operation: string) =>
      table.metric(metricName, { dimensionsMap: { TableName: table.tableName, Operation } });
    return sumOf(
      Object.fromEntries(operations.map((operation) => [operation.toLowerCase(), metricOf(operation)])),
      metricName,
    );
  };
  return [
    { id: 'table-throttles', section: 'Table throttles', metric: ofAll('ThrottledRequests'), threshold: 1 },
    { id: 'table-system-errors', section: 'Table system errors', metric: ofAll('SystemErrors'), threshold: 5 },
  ];
}
