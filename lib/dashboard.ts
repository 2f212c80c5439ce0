import { Duration } from 'aws-cdk-lib';
import {
  AlarmStatusWidget,
  Dashboard,
  GraphWidget,
  MathExpression,
  Metric,
  type Alarm,
  type IMetric,
} from 'aws-cdk-lib/aws-cloudwatch';
import type { ITableV2 } from 'aws-cdk-lib/aws-dynamodb';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { MetricName } from '../lambdas/platform/metric-units.ts';
import type { ChatFunctions } from './functions.ts';
import type { ChatHttpApi } from './http-api.ts';
import type { ChatWebSocketApi } from './web-socket-api.ts';

export interface ChatDashboardProps {
  name: string;
  alarms: Alarm[];
  table: ITableV2;
  webSocket: ChatWebSocketApi;
  http: ChatHttpApi;
  functions: ChatFunctions;
  queues: Queue[];
  /** The metrics that the functions record. */
  own: (name: MetricName) => Metric;
  /** Requests that the APIs throttled. */
  throttled: Metric[];
}

const sum = { period: Duration.minutes(1), statistic: 'Sum' };
const slowest = (metric: IMetric & { with(props: { statistic: string; label: string }): IMetric }) =>
  ['p50', 'p99'].map((statistic) => metric.with({ statistic, label: statistic }));

/**
 * All functions of the account and region, which share one quota. (Lambda, "Types of metrics for Lambda functions".)
 */
const concurrency = new Metric({
  namespace: 'AWS/Lambda',
  metricName: 'ConcurrentExecutions',
  statistic: 'Maximum',
  period: Duration.minutes(1),
});
const hour = Duration.hours(1);

/**
 * The average number of open sockets in an hour. No metric of API Gateway has it, and a count of opened minus closed
 * ones
 * would drift with each end that is never reported. By Little's law it is the time that the sockets were open, divided
 * by the hour. It is late by up to the two hours that a socket lives.
 */
function openConnections(own: ChatDashboardProps['own']): IMetric {
  return new MathExpression({
    expression: 'time / PERIOD(time)',
    usingMetrics: { time: own('ConnectionTime').with({ statistic: 'Sum', period: hour }) },
    period: hour,
    label: 'open on average, by those that have ended',
  });
}

/**
 * One page with the state of a stage: the alarms first, then traffic, errors and latency along the way of a message.
 */
export class ChatDashboard extends Construct {
  constructor(scope: Construct, id: string, props: ChatDashboardProps) {
    super(scope, id);
    const { name, alarms, table, webSocket, http, queues, own, throttled } = props;
    const functions = Object.values(props.functions.byName);
    const { byName } = props.functions;
    const counts = (names: MetricName[]) => names.map((metric) => own(metric).with(sum));
    const consumed = [table.metricConsumedReadCapacityUnits(sum), table.metricConsumedWriteCapacityUnits(sum)];
    new Dashboard(this, 'Page', {
      dashboardName: name,
      defaultInterval: Duration.hours(3),
      widgets: [
        [new AlarmStatusWidget({ title: 'Alarms', alarms, width: 24, height: 4 })],
        [
          graph('Messages: sent, refused by the rate limit', counts(['MessagesSent', 'RateLimited'])),
          graph('Messages: until the last push, ms', slowest(own('DeliveryTime'))),
          graph(
            'Lost: pushes, places in the log',
            counts(['PushesGone', 'PushesThrottled', 'PushesFailed', 'Conflicts']),
          ),
        ],
        [
          graph(
            'WebSocket: connects, messages in and out',
            ['ConnectCount', 'MessageCount'].map((metric) => webSocket.metric(metric).with(sum)),
          ),
          graph(
            'WebSocket: errors',
            ['ClientError', 'IntegrationError', 'ExecutionError'].map((metric) => webSocket.metric(metric).with(sum)),
          ),
          graph('WebSocket: frames, ms', slowest(webSocket.metric('IntegrationLatency'))),
        ],
        [
          graph('WebSocket: connections', [openConnections(own)]),
          graph('WebSocket: connections opened, closed, refused', [
            ...[byName.connect, byName.disconnect].map((one) => one.metricInvocations(sum)),
            own('HandshakesRefused').with(sum),
          ]),
          graph('Requests throttled by the APIs; functions at work in the account', [
            ...throttled.map((metric) => metric.with(sum)),
            concurrency,
          ]),
        ],
        [
          graph('REST: requests and errors', [
            http.api.metricCount(sum),
            http.api.metricClientError(sum),
            http.api.metricServerError(sum),
          ]),
          graph('REST, ms', slowest(http.api.metricLatency())),
          graph('Table: units consumed', consumed),
        ],
        [
          graph(
            'Functions: calls',
            functions.map((one) => one.metricInvocations(sum)),
          ),
          graph(
            'Functions: errors and throttles',
            functions.flatMap((one) => [one.metricErrors(sum), one.metricThrottles(sum)]),
          ),
          graph(
            'Functions: p99, ms',
            functions.map((one) => one.metricDuration({ statistic: 'p99' })),
          ),
        ],
        [
          graph(
            'Dead letters',
            queues.map((queue) => queue.metricApproximateNumberOfMessagesVisible({ statistic: 'Maximum' })),
          ),
          graph("Marketplace's events refused", counts(['EventsRefused'])),
        ],
      ],
    });
  }
}

function graph(title: string, left: IMetric[]): GraphWidget {
  return new GraphWidget({ title, left, width: 8, height: 6 });
}
