import { CloudFormationClient, paginateListStackResources } from '@aws-sdk/client-cloudformation';
import {
  CloudWatchClient,
  GetMetricDataCommand,
  paginateDescribeAlarms,
  type Metric,
  type MetricAlarm,
} from '@aws-sdk/client-cloudwatch';
import { setTimeout } from 'node:timers/promises';
import { CheckFailed, expectThat } from '../report/outcome.ts';
import type { DeployedSite } from './site.ts';

const periodSeconds = 60;
const pauseMs = 15_000;
/** Most of what one GetMetricData takes. (CloudWatch API Reference, GetMetricData.) */
const queriesMax = 500;

/**
 * Metrics of alarms that a healthy run brings values for, by name. Others come only with what the alarm is for, such as
 * `PushesFailed`.
 */
const expectedName = /^(Errors|Throttles|IteratorAge|DeliveryTime|HandshakesRefused|ConnectCount|5xx|LoggedErrors-.*)$/;

/** Waits until each of the expected metrics that the stage's alarms look at has a value since the run began. */
export async function untilMetricsArrive(site: DeployedSite, sinceMs: number, signal: AbortSignal): Promise<void> {
  const client = new CloudWatchClient(site.aws);
  const metrics = expectedMetrics(await alarmsOf(site));
  expectThat(metrics.length > 0, `no alarm of the stage ${site.stage} looks at a metric that the run should bring`);
  let missing = metrics;
  try {
    for (;;) {
      missing = await withoutValues(client, missing, sinceMs);
      if (missing.length === 0) return;
      await setTimeout(pauseMs, null, { signal });
    }
  } catch (error) {
    if (!signal.aborted) throw error;
    throw new CheckFailed(`no value came for ${missing.map(textOf).join(', ')}`);
  }
}

/**
 * The alarms of the stage's stack: a prefix of names would also find those of another stage whose name begins alike.
 */
async function alarmsOf({ aws, appStackName }: DeployedSite): Promise<MetricAlarm[]> {
  const AlarmNames: string[] = [];
  const resources = { client: new CloudFormationClient(aws) };
  for await (const { StackResourceSummaries = [] } of paginateListStackResources(resources, {
    StackName: appStackName,
  }))
    for (const { ResourceType, PhysicalResourceId } of StackResourceSummaries)
      if (ResourceType === 'AWS::CloudWatch::Alarm' && PhysicalResourceId) AlarmNames.push(PhysicalResourceId);
  const alarms: MetricAlarm[] = [];
  for await (const { MetricAlarms = [] } of paginateDescribeAlarms(
    { client: new CloudWatchClient(aws) },
    { AlarmNames },
  ))
    alarms.push(...MetricAlarms);
  return alarms;
}

/** Each metric once, whether an alarm looks at it directly or through an expression. */
export function expectedMetrics(alarms: MetricAlarm[]): Metric[] {
  const all = alarms.flatMap(({ Namespace, MetricName, Dimensions, Metrics = [] }): Metric[] => [
    ...(MetricName === undefined ? [] : [{ Namespace, MetricName, Dimensions }]),
    ...Metrics.flatMap(({ MetricStat }) => (MetricStat?.Metric === undefined ? [] : [MetricStat.Metric])),
  ]);
  const expected = all.filter(({ MetricName = '' }) => expectedName.test(MetricName));
  return [...new Map(expected.map((metric) => [textOf(metric), metric])).values()].slice(0, queriesMax);
}

async function withoutValues(client: CloudWatchClient, metrics: Metric[], sinceMs: number): Promise<Metric[]> {
  const { MetricDataResults = [] } = await client.send(
    new GetMetricDataCommand({
      StartTime: new Date(sinceMs - (sinceMs % (periodSeconds * 1000))),
      EndTime: new Date(Date.now() + periodSeconds * 1000),
      MetricDataQueries: metrics.map((Metric, index) => ({
        Id: `m${index}`,
        MetricStat: { Metric, Period: periodSeconds, Stat: 'SampleCount' },
      })),
    }),
  );
  const withValues = new Set(MetricDataResults.filter(({ Values = [] }) => Values.length > 0).map(({ Id }) => Id));
  return metrics.filter((_, index) => !withValues.has(`m${index}`));
}

/** `AWS/Lambda Errors FunctionName=chat-dev-frame` */
function textOf({ Namespace, MetricName, Dimensions = [] }: Metric): string {
  return [Namespace, MetricName, ...Dimensions.map(({ Name, Value }) => `${Name}=${Value}`)].join(' ');
}
