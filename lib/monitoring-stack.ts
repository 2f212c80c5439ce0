import { Stack, type StackProps } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, Metric, TreatMissingData, type IAlarmAction } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { ITableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Function } from 'aws-cdk-lib/aws-lambda';
import { FilterPattern, MetricFilter, type LogGroup } from 'aws-cdk-lib/aws-logs';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import type { MetricName } from '../lambdas/platform/metrics.ts';
import {
  deadLetterAlarms,
  deliveryAlarms,
  functionAlarms,
  handshakeAlarms,
  restAlarms,
  streamAlarms,
  tableAlarms,
  throttleAlarms,
  webSocketAlarms,
  type AlarmSpec,
} from './alarms.ts';
import type { ApiStack } from './api-stack.ts';
import { ChatDashboard } from './dashboard.ts';
import { metricsNamespace, ownMetric } from './metrics.ts';
import type { AlarmReceiver } from './setting-forms.ts';
import type { DeploySettings } from './settings.ts';

export interface MonitoringStackProps extends StackProps {
  settings: DeploySettings;
  table: ITableV2;
  api: ApiStack;
}

/** Who watches the stage: alarms on what users would feel, and one page that shows it all. */
export class MonitoringStack extends Stack {
  constructor(scope: Construct, id: string, { settings, table, api, ...props }: MonitoringStackProps) {
    super(scope, id, props);
    const namespace = metricsNamespace(settings);
    const own = (name: MetricName) => ownMetric(settings, name);
    const throttled = {
      websocket: this.throttledRequests('websocket', api.webSocket.accessLog.logGroup, namespace),
      rest: this.throttledRequests('rest', api.http.accessLog.logGroup, namespace),
    };
    const specs = [
      ...functionAlarms(api.functions.byName, (name, one) => this.loggedErrors(name, one, namespace)),
      ...restAlarms(api.http.api),
      ...webSocketAlarms((name) => api.webSocket.metric(name)),
      ...handshakeAlarms(own('HandshakesRefused'), api.webSocket.metric('ConnectCount')),
      ...deliveryAlarms(own),
      ...throttleAlarms(throttled),
      // Whatever queue there is keeps dead letters: none is forgotten.
      ...deadLetterAlarms(api.node.findAll().filter((one) => one instanceof Queue)),
      ...streamAlarms(api.streamConsumers),
      ...tableAlarms(table),
    ];
    const action = settings.alarmReceiver === undefined ? undefined : this.actionFor(settings.alarmReceiver);
    const alarms = specs.map((spec) => this.alarm(namespace, spec, action));
    new ChatDashboard(this, 'Dashboard', {
      name: `${namespace}-${this.region}`,
      alarms,
      table,
      api,
      own,
      throttled: Object.values(throttled),
    });
  }

  /** Frames and requests that end as `internal` are no errors to Lambda: the function has answered. */
  private loggedErrors(name: string, { logGroup }: Function, metricNamespace: string): Metric {
    const filter = new MetricFilter(this, `LoggedErrors-${name}`, {
      logGroup,
      filterPattern: FilterPattern.stringValue('$.level', '=', 'ERROR'),
      metricNamespace,
      metricName: `LoggedErrors-${name}`,
      defaultValue: 0,
    });
    return filter.metric();
  }

  /**
   * From the access log, as API Gateway counts them among all 4xx. Where no function was called it writes `-`: with 429 that is its
   * own refusal, not the chat's `rate_limited`.
   */
  private throttledRequests(name: string, logGroup: LogGroup, metricNamespace: string): Metric {
    const filter = new MetricFilter(this, `Throttled-${name}`, {
      logGroup,
      filterPattern: FilterPattern.all(
        FilterPattern.stringValue('$.status', '=', '429'),
        FilterPattern.stringValue('$.integration_status', '=', '-'),
      ),
      metricNamespace,
      metricName: `RequestsThrottled-${name}`,
      defaultValue: 0,
    });
    return filter.metric();
  }

  private actionFor(receiver: AlarmReceiver): IAlarmAction {
    if ('topicArn' in receiver) return new SnsAction(Topic.fromTopicArn(this, 'Receiver', receiver.topicArn));
    const topic = new Topic(this, 'Alarms', { enforceSSL: true });
    // With a policy of its own the topic no longer has the one that lets the whole account publish.
    topic.addToResourcePolicy(
      new PolicyStatement({
        principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
        actions: ['sns:Publish'],
        resources: [topic.topicArn],
        conditions: { StringEquals: { 'aws:SourceAccount': this.account } },
      }),
    );
    topic.addSubscription(new EmailSubscription(receiver.email));
    return new SnsAction(topic);
  }

  private alarm(
    namespace: string,
    { id, section, metric, threshold, periods = 1 }: AlarmSpec,
    action?: IAlarmAction,
  ): Alarm {
    const alarm = new Alarm(this, `Alarm-${id}`, {
      alarmName: `${namespace}-${id}`,
      alarmDescription: `docs/operations.md, "${section}"`,
      metric,
      threshold,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      evaluationPeriods: periods,
      // No traffic is no trouble.
      treatMissingData: TreatMissingData.NOT_BREACHING,
    });
    if (action === undefined) return alarm;
    alarm.addAlarmAction(action);
    alarm.addOkAction(action);
    return alarm;
  }
}
