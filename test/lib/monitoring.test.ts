import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { metricUnits } from '../../lambdas/platform/metric-units.ts';
import { assumptions } from '../../bench/cost/assumptions.ts';
import { alarmSections } from '../../lib/alarms.ts';
import { only, resourcesOf, stacksOf, textOf } from './stacks.ts';
import { alarms, alarmsOf, app, logging, metricsOf, named, receiver } from './watched-app.ts';

describe('an alarm on a sum', () => {
  it.each(['websocket-errors', 'table-throttles', 'table-system-errors'])(
    '%s counts where some of its metrics have no value',
    (name) => {
      const { Metrics } = named(name);
      const [{ Expression }, ...parts] = Metrics;
      expect(Expression).toBe(`SUM([${parts.map(({ Id }: any) => `FILL(${Id}, 0)`).join(', ')}])`);
      expect(parts.map(({ MetricStat }: any) => [MetricStat.Stat, MetricStat.Period])).toEqual(
        parts.map(() => ['Sum', 300]),
      );
    },
  );
});

describe('every alarm', () => {
  const runbook = new URL('../../docs/operations.md', import.meta.url);

  it('names the heading of the runbook that says what to do, and it is there', () => {
    const headings = new Set(readFileSync(runbook, 'utf8').match(/^### .*$/gm));
    const meant = alarmsOf(logging).map(
      ({ AlarmDescription }) => /^docs\/operations\.md, "(.+)"$/.exec(AlarmDescription)?.[1] ?? AlarmDescription,
    );
    expect(meant.filter((heading) => !headings.has(`### ${heading}`))).toEqual([]);
    expect(alarmSections.filter((section) => !meant.includes(section))).toEqual([]);
  });

  it('notifies the receiver when it starts', () => {
    expect(alarms.map(({ AlarmActions }) => AlarmActions)).toEqual(alarms.map(() => [receiver]));
  });

  it('notifies the receiver when it is over, and only then: not when it has just been made', () => {
    expect(alarms.flatMap(({ OKActions = [] }) => OKActions)).toEqual([]);
    const isOver = ({ EventPattern }: any) => EventPattern.source.includes('aws.cloudwatch');
    const { EventPattern, EventBusName, Targets } = only(app, 'AWS::Events::Rule', isOver).Properties;
    expect(EventPattern).toMatchObject({
      'detail-type': ['CloudWatch Alarm State Change'],
      detail: { state: { value: ['OK'] }, previousState: { value: ['ALARM'] } },
    });
    expect(EventBusName).toBeUndefined();
    expect(Targets.map(({ Arn }: any) => Arn)).toEqual([receiver]);
    const [{ prefix }] = EventPattern.resources;
    expect(textOf(prefix)).toBe('arn:${AWS::Partition}:cloudwatch:${AWS::Region}:${AWS::AccountId}:alarm:chat-dev-');
    expect(alarms.every(({ AlarmName }) => AlarmName.startsWith('chat-dev-'))).toBe(true);
  });

  it('does not ring without traffic', () => {
    expect(new Set(alarms.map(({ TreatMissingData }) => TreatMissingData))).toEqual(new Set(['notBreaching']));
  });
});

describe('the receiver', () => {
  it('of e-mail is a topic of the stage that accepts only TLS', () => {
    const mailed = stacksOf({ alarmReceiver: 'on-call@example.com' }).app;
    const [[topic]] = Object.entries(resourcesOf(mailed, 'AWS::SNS::Topic')) as any;
    expect(only(mailed, 'AWS::SNS::Subscription').Properties).toMatchObject({
      Protocol: 'email',
      Endpoint: 'on-call@example.com',
      TopicArn: { Ref: topic },
    });
    const [alarm] = Object.values(resourcesOf(mailed, 'AWS::CloudWatch::Alarm'));
    expect(alarm?.Properties.AlarmActions).toEqual([{ Ref: topic }]);
    const { Statement } = only(mailed, 'AWS::SNS::TopicPolicy').Properties.PolicyDocument;
    for (const Service of ['cloudwatch.amazonaws.com', 'events.amazonaws.com']) {
      expect(Statement).toContainEqual(
        expect.objectContaining({ Effect: 'Allow', Action: 'sns:Publish', Principal: { Service } }),
      );
    }
    expect(Statement).toContainEqual(
      expect.objectContaining({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }),
    );
  });

  it('may be left out: alarms then only show in CloudWatch', () => {
    const alone = stacksOf().app;
    expect(resourcesOf(alone, 'AWS::SNS::Topic')).toEqual({});
    expect(
      Object.values(resourcesOf(alone, 'AWS::CloudWatch::Alarm')).map(({ Properties }) => Properties.AlarmActions),
    ).not.toContainEqual(expect.anything());
  });
});

describe('the dashboard', () => {
  const { DashboardName, DashboardBody } = only(app, 'AWS::CloudWatch::Dashboard').Properties;

  it('is named for stage and region: an account has one list of them for all regions', () => {
    expect(textOf(DashboardName)).toBe('chat-dev-${AWS::Region}');
  });

  it.each(Object.keys(metricUnits))('shows the metric %s', (name) => {
    expect(textOf(DashboardBody)).toContain(`"chat-dev","${name}"`);
  });

  it('shows how many connections were open, by how long those that ended were', () => {
    expect(textOf(DashboardBody)).toContain('"expression":"time / PERIOD(time)"');
  });

  it('shows every alarm', () => {
    expect(textOf(DashboardBody).match(/AlarmAlarm\w+\.Arn|Alarm\w+\.Arn/g)).toHaveLength(alarms.length);
  });
});

describe('what watching costs', () => {
  it('is what docs/cost.md counts on', () => {
    const usual = stacksOf({ alarmReceiver: receiver, malwareScan: 'off' }).app;
    const alarmMetrics = alarmsOf(usual).flatMap(metricsOf).length;
    const metrics = Object.keys(metricUnits).length + Object.keys(resourcesOf(usual, 'AWS::Logs::MetricFilter')).length;
    const dashboards = Object.keys(resourcesOf(usual, 'AWS::CloudWatch::Dashboard')).length;
    const { alarmMetrics: alarmsAssumed, metrics: metricsAssumed, dashboards: dashboardsAssumed } = assumptions;
    expect({ alarmMetrics, metrics, dashboards }).toEqual({
      alarmMetrics: alarmsAssumed,
      metrics: metricsAssumed,
      dashboards: dashboardsAssumed,
    });
  });
});
