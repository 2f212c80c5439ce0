import { describe, expect, it } from 'vitest';
import { functionNames } from '../../lambdas/platform/settings.ts';
import { only, resourcesOf, textOf } from './stacks.ts';
import { alarms, alarmsOf, app, dimensionsOf, logging, metricsOf, named } from './watched-app.ts';

describe.each(functionNames)('alarms of the function %s', (name) => {
  it.each([
    ['errors', 'Errors'],
    ['throttles', 'Throttles'],
  ])('%s', (suffix, metric) => {
    const alarm = named(`${name}-${suffix}`);
    expect([alarm.Threshold, alarm.EvaluationPeriods]).toEqual([1, 1]);
    expect(metricsOf(alarm)[0]).toMatchObject({ Namespace: 'AWS/Lambda', MetricName: metric });
    expect(dimensionsOf(alarm).FunctionName).toContain(name.replace('-', ''));
  });

  it('errors that it logged, though it has answered', () => {
    const filter = only(
      app,
      'AWS::Logs::MetricFilter',
      ({ MetricTransformations }) => MetricTransformations[0].MetricName === `LoggedErrors-${name}`,
    );
    expect(filter.Properties.FilterPattern).toBe('{ ($.level = "ERROR") && ($.request_id = "*") }');
    expect(textOf(filter.Properties.LogGroupName)).toContain(`Functions${name.replace('-', '')}log`);
    expect(named(`${name}-logged-errors`)).toMatchObject({
      Namespace: 'chat-dev',
      MetricName: `LoggedErrors-${name}`,
      Statistic: 'Sum',
    });
  });
});

describe('SYS-8: an event of the marketplace that is refused raises no alarm', () => {
  it('is subtracted from the errors of its function', () => {
    const alarm = named('system-message-errors');
    expect(alarm.Metrics[0].Expression).toBe('errors - FILL(refused, 0)');
    expect(metricsOf(alarm).map(({ Namespace, MetricName }) => [Namespace, MetricName])).toEqual([
      ['AWS/Lambda', 'Errors'],
      ['chat-dev', 'EventsRefused'],
    ]);
  });

  it('is no logged error: the line that Lambda writes of what is thrown has no request_id of ours', () => {
    const filter = only(
      app,
      'AWS::Logs::MetricFilter',
      ({ MetricTransformations }) => MetricTransformations[0].MetricName === 'LoggedErrors-system-message',
    );
    expect(filter.Properties.FilterPattern).toContain('$.request_id');
  });

  it('is kept in a queue without an alarm', () => {
    const watched = alarms.filter(({ MetricName }) => MetricName === 'ApproximateNumberOfMessagesVisible');
    expect(watched.map(dimensionsOf).map(({ QueueName }) => QueueName)).not.toContainEqual(
      expect.stringContaining('EventsFailed'),
    );
    expect(textOf(only(app, 'AWS::CloudWatch::Dashboard').Properties.DashboardBody)).toContain('EventsFailed');
  });
});

describe('alarms of the APIs', () => {
  it("REST: answers that are the server's fault", () => {
    expect(named('rest-5xx')).toMatchObject({
      Namespace: 'AWS/ApiGateway',
      MetricName: '5xx',
      Statistic: 'Sum',
      Threshold: 1,
    });
  });

  it('WebSocket: functions that the gateway could not call, or that answered with an error', () => {
    const { Metrics } = named('websocket-errors');
    const metrics = Metrics.flatMap(({ MetricStat }: any) =>
      MetricStat === undefined ? [] : [MetricStat.Metric.MetricName],
    );
    expect(metrics.sort()).toEqual(['ExecutionError', 'IntegrationError']);
    expect(dimensionsOf(named('websocket-errors'))).toMatchObject({ Stage: 'ws' });
  });
});

describe.each([
  ['websocket', 'WebSocketAccessLog', 'ws'],
  ['rest', 'HttpAccessLog', '$default'],
])('requests that the %s API throttled', (name, logGroup, stage) => {
  const { FilterPattern, LogGroupName } = only(
    logging,
    'AWS::Logs::MetricFilter',
    ({ MetricTransformations }) => MetricTransformations[0].MetricName === `RequestsThrottled-${name}`,
  ).Properties;

  it('are the lines of its access log with 429 without a call of a function', () => {
    expect(FilterPattern).toBe('{ ($.status = "429") && ($.integration_status = "-") }');
    expect(textOf(LogGroupName)).toContain(logGroup);
    const { AccessLogSettings } = only(
      logging,
      'AWS::ApiGatewayV2::Stage',
      ({ StageName }) => StageName === stage,
    ).Properties;
    expect(JSON.parse(AccessLogSettings.Format)).toMatchObject({
      status: '$context.status',
      integration_status: '$context.integrationStatus',
    });
  });

  it('have an alarm', () => {
    expect(
      alarmsOf(logging).find(({ AlarmName }) => AlarmName === `chat-dev-${name}-requests-throttled`),
    ).toMatchObject({
      Namespace: 'chat-dev',
      MetricName: `RequestsThrottled-${name}`,
      Statistic: 'Sum',
      Threshold: 20,
    });
  });
});

it.each(['frame', 'http'])('an alarm rings if %s is called near the rate at which the stage throttles', (name) => {
  expect(named(`${name}-near-limit`)).toMatchObject({
    MetricName: 'Invocations',
    Statistic: 'Sum',
    Threshold: 240_000,
  });
});

it('an alarm rings if most handshakes are refused, and at least 20', () => {
  const alarm = named('handshakes-refused');
  expect(alarm).toMatchObject({ Threshold: 50, EvaluationPeriods: 3 });
  const [{ Expression }, ...parts] = alarm.Metrics;
  expect(Expression).toBe('IF(refused >= 20, 100 * refused / SUM([refused, FILL(connected, 0)]), 0)');
  expect(parts.map(({ MetricStat: { Metric: metric } }: any) => [metric.Namespace, metric.MetricName])).toEqual([
    ['chat-dev', 'HandshakesRefused'],
    ['AWS/ApiGateway', 'ConnectCount'],
  ]);
});

describe('alarms of messages on their way', () => {
  it('the p99 from the request to the last push', () => {
    expect(named('delivery-p99')).toMatchObject({
      MetricName: 'DeliveryTime',
      ExtendedStatistic: 'p99',
      Threshold: 2_000,
      EvaluationPeriods: 3,
    });
  });

  it.each([
    ['pushes-throttled', 'PushesThrottled'],
    ['pushes-failed', 'PushesFailed'],
  ])('%s', (name, metric) => {
    expect(named(name)).toMatchObject({ MetricName: metric, Statistic: 'Sum', Threshold: 5, EvaluationPeriods: 1 });
  });

  it("look at the namespace of the functions' metrics, without dimensions", () => {
    const told = Object.values(resourcesOf(app, 'AWS::Lambda::Function')).map(
      ({ Properties }) => Properties.Environment?.Variables.CHAT_METRICS_NAMESPACE,
    );
    expect(new Set(told.filter((namespace) => namespace !== undefined))).toEqual(new Set(['chat-dev']));
    for (const { Namespace, Dimensions } of ['delivery-p99', 'pushes-throttled', 'pushes-failed'].map(named)) {
      expect([Namespace, Dimensions]).toEqual(['chat-dev', undefined]);
    }
  });
});

describe('alarms of what is kept and read', () => {
  it('a dead letter in any queue of them, but that of refused events', () => {
    const watched = alarms.filter(({ MetricName }) => MetricName === 'ApproximateNumberOfMessagesVisible');
    const queues = Object.values(resourcesOf(app, 'AWS::SQS::Queue'));
    const ofDeadLetters = queues.filter(({ Properties }) => Properties.VisibilityTimeout === undefined);
    expect(watched).toHaveLength(ofDeadLetters.length - 1);
    expect(new Set(watched.map((alarm) => dimensionsOf(alarm).QueueName)).size).toBe(watched.length);
    expect(watched.map(({ Threshold }) => Threshold)).toEqual(watched.map(() => 1));
  });

  it('a stream that any of its readers is behind of', () => {
    const readers = Object.values(resourcesOf(app, 'AWS::Lambda::EventSourceMapping')).flatMap(({ Properties }) =>
      Properties.StartingPosition === undefined ? [] : [Properties.FunctionName.Ref],
    );
    const watched = alarms.filter(({ MetricName }) => MetricName === 'IteratorAge');
    expect(watched.map((alarm) => dimensionsOf(alarm).FunctionName)).toEqual(
      readers.map((id) => expect.stringContaining(id)),
    );
    expect(watched.map(({ Threshold }) => Threshold)).toEqual(readers.map(() => 3_600_000));
  });

  it.each([
    ['table-throttles', 'ThrottledRequests'],
    ['table-system-errors', 'SystemErrors'],
  ])('%s, of every operation that the functions use', (name, metric) => {
    const metrics = named(name).Metrics.flatMap(({ MetricStat }: any) => MetricStat?.Metric ?? []);
    expect(new Set(metrics.map(({ MetricName }: any) => MetricName))).toEqual(new Set([metric]));
    const operations = metrics.flatMap(({ Dimensions }: any) =>
      Dimensions.filter(({ Name }: any) => Name === 'Operation'),
    );
    expect(operations.map(({ Value }: any) => Value).sort()).toEqual([
      'BatchGetItem',
      'DeleteItem',
      'GetItem',
      'PutItem',
      'Query',
      'TransactWriteItems',
      'UpdateItem',
    ]);
  });
});
