import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import type { MetricName } from '../lambdas/platform/metric-units.ts';
import type { DeploySettings } from './settings.ts';

/** The CloudWatch namespace of a stage's own metrics. */
export function metricsNamespace({ stage }: DeploySettings): string {
  return `chat-${stage}`;
}

/** A metric that the functions write into their logs. */
export function ownMetric(settings: DeploySettings, name: MetricName): Metric {
  return new Metric({ namespace: metricsNamespace(settings), metricName: name });
}
