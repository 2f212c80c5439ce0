import { Duration } from 'aws-cdk-lib';
import { AlarmStatusWidget, Dashboard, GraphWidget, type Alarm, type IMetric } from 'aws-cdk-lib/aws-cloudwatch';
import type { ITableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { Construct } from 'constructs';
import type { ApiStack } from './api-stack.ts';

export interface ChatDashboardProps {
  name: string;
  alarms: Alarm[];
  table: ITableV2;
  api: ApiStack;
}

const sum = { period: Duration.minutes(1), statistic: 'Sum' };
const slowest = (metric: IMetric & { with(props: { statistic: string; label: string }): IMetric }) =>
  ['p50', 'p99'].map((statistic) => metric.with({ statistic, label: statistic }));

/** One page that shows how a stage is: above what is wrong, below what it does, by the way that a message takes. */
export class ChatDashboard extends Construct {
  constructor(scope: Construct, id: string, { name, alarms, table, api }: ChatDashboardProps) {
    super(scope, id);
    const { webSocket, http } = api;
    const functions = Object.values(api.functions.byName);
    const consumed = [table.metricConsumedReadCapacityUnits(sum), table.metricConsumedWriteCapacityUnits(sum)];
    new Dashboard(this, 'Page', {
      dashboardName: name,
      defaultInterval: Duration.hours(3),
      widgets: [
        [new AlarmStatusWidget({ title: 'Alarms', alarms, width: 24, height: 4 })],
        [
          graph('WebSocket: connects, messages in and out', ['ConnectCount', 'MessageCount'].map((metric) => webSocket.metric(metric).with(sum))),
          graph('WebSocket: errors', ['ClientError', 'IntegrationError', 'ExecutionError'].map((metric) => webSocket.metric(metric).with(sum))),
          graph('send_message, ms', slowest(webSocket.sendLatency)),
        ],
        [
          graph('REST: requests and errors', [http.api.metricCount(sum), http.api.metricClientError(sum), http.api.metricServerError(sum)]),
          graph('REST, ms', slowest(http.api.metricLatency())),
          graph('Table: units consumed', consumed),
        ],
        [
          graph('Functions: calls', functions.map((one) => one.metricInvocations(sum))),
          graph('Functions: errors and throttles', functions.flatMap((one) => [one.metricErrors(sum), one.metricThrottles(sum)])),
          graph('Functions: p99, ms', functions.map((one) => one.metricDuration({ statistic: 'p99' }))),
        ],
      ],
    });
  }
}

function graph(title: string, left: IMetric[]): GraphWidget {
  return new GraphWidget({ title, left, width: 8, height: 6 });
}
