import type { Template } from 'aws-cdk-lib/assertions';
import { resourcesOf, stacksOf, textOf } from './stacks.ts';

export const receiver = 'arn:aws:sns:eu-west-1:123456789012:on-call';
export const { app } = stacksOf({ alarmReceiver: receiver });
export const alarmsOf = (template: Template) =>
  Object.values(resourcesOf(template, 'AWS::CloudWatch::Alarm')).map(({ Properties }) => Properties);
export const alarms = alarmsOf(app);
/** The app that logs each request. It has every alarm that there is. */
export const logging = stacksOf({ accessLog: 'all' }).app;
export const named = (name: string) => {
  const alarm = alarms.find(({ AlarmName }) => AlarmName === `chat-dev-${name}`);
  if (alarm === undefined) throw new Error(`no alarm ${name}`);
  return alarm;
};
/** The dimensions of an alarm's metric by their names, or of the first that an expression takes. */
export const dimensionsOf = ({ Dimensions, Metrics }: Record<string, any>): Record<string, string> => {
  const dimensions =
    Dimensions ?? Metrics.find(({ MetricStat }: any) => MetricStat !== undefined).MetricStat.Metric.Dimensions;
  return Object.fromEntries(dimensions.map(({ Name, Value }: any) => [Name, textOf(Value)]));
};

/** The metrics that an alarm looks at. */
export const metricsOf = ({ Metrics, ...alarm }: Record<string, any>): Record<string, any>[] =>
  Metrics?.flatMap(({ MetricStat }: any) => (MetricStat === undefined ? [] : [MetricStat.Metric])) ?? [alarm];
