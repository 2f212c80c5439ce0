import { Annotations, Stack } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, Metric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import type { ITableV2 } from 'aws-cdk-lib/aws-dynamodb';
import type { Function } from 'aws-cdk-lib/aws-lambda';
import { FilterPattern, MetricFilter, type LogGroup } from 'aws-cdk-lib/aws-logs';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { MetricName } from '../lambdas/platform/metric-units.ts';
import { restFunctions } from '../protocol/endpoint.ts';
import type { AccessLog } from './access-log.ts';
import { AlarmNotices } from './alarm-notices.ts';
import {
  backlogAlarms,
  deadLetterAlarms,
  deliveryAlarms,
  functionAlarms,
  handshakeAlarms,
  loadAlarms,
  restAlarms,
  streamAlarms,
  tableAlarms,
  throttleAlarms,
  webSocketAlarms,
  type AlarmSpec,
  type NamedFunctions,
} from './alarms.ts';
import { ChatDashboard } from './dashboard.ts';
import type { ChatFunctions } from './functions.ts';
import type { ChatHttpApi } from './http-api.ts';
import { metricsNamespace, ownMetric } from './metrics.ts';
import { localStage, type DeploySettings } from './settings.ts';
import type { ChatWebSocketApi } from './web-socket-api.ts';

export interface MonitoringProps {
  settings: DeploySettings;
  table: ITableV2;
  webSocket: ChatWebSocketApi;
  http: ChatHttpApi;
  functions: ChatFunctions;
  /** The functions that can fall behind the table's stream. */
  streamConsumers: NamedFunctions;
  /** All queues of dead letters. */
  queues: Queue[];
  /** Queues of work that should be empty soon. */
  workQueues: Queue[];
  /** Those in which every letter is a fault of the chat or of AWS. */
  alarmedQueues: Queue[];
}

/** Alarms on what users would notice, and one dashboard that shows everything. */
export class Monitoring extends Construct {
  private readonly namespace: string;

  constructor(scope: Construct, id: string, { settings, ...parts }: MonitoringProps) {
    super(scope, id);
    const { table, webSocket, http, functions, streamConsumers, queues, workQueues, alarmedQueues } = parts;
    this.namespace = metricsNamespace(settings);
    const own = (name: MetricName) => ownMetric(settings, name);
    const throttled = this.throttled({ websocket: webSocket.accessLog, rest: http.accessLog });
    const specs = [
      ...functionAlarms(functions.byName, {
        loggedErrorsOf: (name, one) => this.loggedErrors(name, one),
        refused: { 'system-message': own('EventsRefused') },
      }),
      ...restAlarms(http.api),
      ...webSocketAlarms((name) => webSocket.metric(name)),
      ...handshakeAlarms(own('HandshakesRefused'), webSocket.metric('ConnectCount')),
      ...deliveryAlarms(own),
      ...throttleAlarms(throttled),
      ...loadAlarms(answering(functions), settings.throttleRate),
      ...deadLetterAlarms(alarmedQueues),
      ...streamAlarms(streamConsumers),
      ...backlogAlarms(workQueues),
      ...tableAlarms(table),
    ];
    const alarms = specs.map((spec) => this.alarm(spec));
    this.notify(alarms, settings);
    new ChatDashboard(this, 'Dashboard', {
      name: `${this.namespace}-${Stack.of(this).region}`,
      alarms,
      table,
      webSocket,
      http,
      functions,
      queues,
      own,
      throttled: Object.values(throttled),
    });
  }

  private notify(alarms: Alarm[], { alarmReceiver, stage }: DeploySettings): void {
    if (alarmReceiver !== undefined) {
      new AlarmNotices(this, 'Notices', { alarms, receiver: alarmReceiver, namePrefix: this.namespace });
    } else if (stage !== localStage) {
      const warning = 'alarmReceiver is not set: alarms show in CloudWatch, but nobody is notified of them';
      Annotations.of(this).addWarningV2('chat:noAlarmReceiver', warning);
    }
  }

  /**
   * Errors that a function logged although it answered, as `frame` and `http` do with `internal`: Lambda counts those
   * as
   * successes. The runtime also logs what a function throws, but without our `request_id`; Lambda counts that itself.
   */
  private loggedErrors(name: string, { logGroup }: Function): Metric {
    const filter = new MetricFilter(this, `LoggedErrors-${name}`, {
      logGroup,
      filterPattern: FilterPattern.all(
        FilterPattern.stringValue('$.level', '=', 'ERROR'),
        FilterPattern.exists('$.request_id'),
      ),
      metricNamespace: this.namespace,
      metricName: `LoggedErrors-${name}`,
      defaultValue: 0,
    });
    return filter.metric();
  }

  /** What each API throttled, if it logs its requests. */
  private throttled(logs: Record<string, AccessLog | null>): Record<string, Metric> {
    const metrics = Object.entries(logs).flatMap(([name, log]) =>
      log === null ? [] : [[name, this.throttledRequests(name, log.logGroup)] as const],
    );
    return Object.fromEntries(metrics);
  }

  /**
   * Requests that an API itself refused for their rate, from its access log: API Gateway only counts them among all
   * 4xx.
   * Its log holds `-` for the integration's status if no function was called, so the chat's own `rate_limited` is left
   * out.
   */
  private throttledRequests(name: string, logGroup: LogGroup): Metric {
    const filter = new MetricFilter(this, `Throttled-${name}`, {
      logGroup,
      filterPattern: FilterPattern.all(
        FilterPattern.stringValue('$.status', '=', '429'),
        FilterPattern.stringValue('$.integration_status', '=', '-'),
      ),
      metricNamespace: this.namespace,
      metricName: `RequestsThrottled-${name}`,
      defaultValue: 0,
    });
    return filter.metric();
  }

  private alarm({ id, section, metric, threshold, periods = 1 }: AlarmSpec): Alarm {
    return new Alarm(this, `Alarm-${id}`, {
      alarmName: `${this.namespace}-${id}`,
      alarmDescription: `docs/operations.md, "${section}"`,
      metric,
      threshold,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      evaluationPeriods: periods,
      // No traffic is no trouble.
      treatMissingData: TreatMissingData.NOT_BREACHING,
    });
  }
}

/** The functions that users call. */
function answering({ byName, names }: ChatFunctions): NamedFunctions {
  const called = names.filter((name) => name === 'frame' || (restFunctions as readonly string[]).includes(name));
  return Object.fromEntries(called.flatMap((name) => (byName[name] === undefined ? [] : [[name, byName[name]]])));
}
