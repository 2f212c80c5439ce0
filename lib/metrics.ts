import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import type { MetricName } from '../lambdas/platform/metric-units.ts';
import type { DeploySettings } from './settings.ts';

/** Where CloudWatch keeps the metrics of a stage that are not AWS's own. */
export function metricsNamespace({ stage }: DeploySettings): string {
  return `chat-${stage}`;
}

/** A metric that the functions tell of in their logs. */
export function ownMetric(settings: DeploySettings, name: MetricName): Metric {
  return new Metric({ namespace: metricsNamespace(settings), metricName: name });
}
