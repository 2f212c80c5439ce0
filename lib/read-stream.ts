import { Duration } from 'aws-cdk-lib';
import type { ITableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { EventSourceMapping, StartingPosition, type Function } from 'aws-cdk-lib/aws-lambda';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { acknowledge } from './acknowledge.ts';

/**
 * Attempts for a batch, which is halved after each failure. Then the rest becomes a dead letter, and the stream goes
 * on.
 */
const retryAttempts = 10;

export interface StreamReading {
  table: ITableV2;
  target: Function;
  /** The records that it gets, as Lambda's filters. */
  filters: Record<string, unknown>[];
  /** How long a batch is gathered; without it not at all. */
  batchingWindow?: Duration;
  deadLetters: Queue;
  /** What the function needs besides. */
  statements?: PolicyStatement[];
}

/** A queue for what a reader of the stream could not handle. */
export function streamDeadLetters(scope: Construct, id: string): Queue {
  const queue = new Queue(scope, id, {
    retentionPeriod: Duration.days(14),
    encryption: QueueEncryption.SQS_MANAGED,
    enforceSSL: true,
  });
  acknowledge(queue, { SQS3: 'It is the queue of dead letters itself, of the stream and not of another queue' });
  return queue;
}

/** Lets a function read the table's stream. */
export function readStream(
  scope: Construct,
  { table, target, filters, batchingWindow, deadLetters, statements = [] }: StreamReading,
): void {
  const streamArn = table.tableStreamArn;
  if (streamArn === undefined) throw new Error('the table has no stream');
  const needed = [
    new PolicyStatement({
      actions: ['dynamodb:DescribeStream', 'dynamodb:GetRecords', 'dynamodb:GetShardIterator'],
      resources: [streamArn],
    }),
    // ListStreams cannot be limited to resources. (Service Authorization Reference, Amazon DynamoDB.)
    new PolicyStatement({ actions: ['dynamodb:ListStreams'], resources: ['*'] }),
    ...statements,
    new PolicyStatement({ actions: ['sqs:SendMessage'], resources: [deadLetters.queueArn] }),
  ];
  const { role } = target;
  if (role !== undefined) acknowledge(role, { 'IAM5[Resource::*]': 'ListStreams cannot be limited to resources' });
  const permissions = needed.flatMap((one) => role?.addToPrincipalPolicy(one).policyDependable ?? []);
  const mapping = new EventSourceMapping(scope, 'Mapping', {
    target,
    eventSourceArn: streamArn,
    // The oldest record that the stream still has, so that a first deploy loses nothing.
    startingPosition: StartingPosition.TRIM_HORIZON,
    batchSize: 100,
    ...(batchingWindow === undefined ? {} : { maxBatchingWindow: batchingWindow }),
    bisectBatchOnError: true,
    retryAttempts,
    reportBatchItemFailures: true,
    filters,
    onFailure: { bind: () => ({ destination: deadLetters.queueArn }) },
  });
  // Lambda checks the role's permissions when the mapping is created.
  mapping.node.addDependency(...permissions);
}
