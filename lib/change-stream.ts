import { Duration } from 'aws-cdk-lib';
import type { ITableV2 } from 'aws-cdk-lib/aws-dynamodb';
import type { IEventBus } from 'aws-cdk-lib/aws-events';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import {
  EventSourceMapping,
  FilterCriteria,
  FilterRule,
  StartingPosition,
  type Function,
} from 'aws-cdk-lib/aws-lambda';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { prefixes, sort } from '../lambdas/data/keys.ts';
import { acknowledge } from './acknowledge.ts';

export interface ChangeStreamProps {
  table: ITableV2;
  /** Null if no kind of event that is produced is switched on. */
  bus: IEventBus | null;
  publishChanges: Function;
}

/**
 * Attempts for a batch, which is halved after each failure. Then the rest becomes a dead letter, and the stream goes
 * on.
 */
const retryAttempts = 10;

/**
 * How long a batch is gathered. The thread's own row is then nearly always in the same batch as the message that it
 * follows, and nothing is read to know that the message is finished (docs/decisions/012-healing.md).
 */
const batchingWindow = Duration.seconds(3);

/** New messages and their changes, and changes of threads. Nothing follows from another row. */
const filters = [
  FilterCriteria.filter({
    eventName: FilterRule.or('INSERT', 'MODIFY'),
    dynamodb: {
      Keys: { PK: { S: FilterRule.beginsWith(prefixes.thread) }, SK: { S: FilterRule.beginsWith(prefixes.message) } },
    },
  }),
  FilterCriteria.filter({
    eventName: FilterRule.or('INSERT', 'MODIFY'),
    dynamodb: { Keys: { PK: { S: FilterRule.beginsWith(prefixes.thread) }, SK: { S: FilterRule.isEqual(sort.meta) } } },
  }),
];

/** Finishes what calls that died left undone (HE-1), and sends the events that are switched on to the bus (EVT-3). */
export class ChangeStream extends Construct {
  readonly unpublished: Queue;

  constructor(scope: Construct, id: string, { table, bus, publishChanges }: ChangeStreamProps) {
    super(scope, id);
    this.unpublished = new Queue(this, 'Unpublished', {
      retentionPeriod: Duration.days(14),
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
    });
    acknowledge(this.unpublished, {
      SQS3: 'It is the queue of dead letters itself, of the stream and not of another queue',
    });
    const streamArn = table.tableStreamArn;
    if (streamArn === undefined) throw new Error('the table has no stream');
    const permissions = this.permit(publishChanges, streamArn, bus);
    const mapping = new EventSourceMapping(this, 'Mapping', {
      target: publishChanges,
      eventSourceArn: streamArn,
      // The oldest record that the stream still has, so that a first deploy loses nothing.
      startingPosition: StartingPosition.TRIM_HORIZON,
      batchSize: 100,
      maxBatchingWindow: batchingWindow,
      bisectBatchOnError: true,
      retryAttempts,
      reportBatchItemFailures: true,
      filters,
      onFailure: { bind: () => ({ destination: this.unpublished.queueArn }) },
    });
    // Lambda checks the role's permissions when the mapping is created.
    mapping.node.addDependency(...permissions);
  }

  private permit({ role }: Function, streamArn: string, bus: IEventBus | null) {
    const statements = [
      new PolicyStatement({
        actions: ['dynamodb:DescribeStream', 'dynamodb:GetRecords', 'dynamodb:GetShardIterator'],
        resources: [streamArn],
      }),
      // ListStreams cannot be limited to resources. (Service Authorization Reference, Amazon DynamoDB.)
      new PolicyStatement({ actions: ['dynamodb:ListStreams'], resources: ['*'] }),
      ...(bus === null ? [] : [new PolicyStatement({ actions: ['events:PutEvents'], resources: [bus.eventBusArn] })]),
      new PolicyStatement({ actions: ['sqs:SendMessage'], resources: [this.unpublished.queueArn] }),
    ];
    if (role !== undefined) acknowledge(role, { 'IAM5[Resource::*]': 'ListStreams cannot be limited to resources' });
    return statements.flatMap((statement) => role?.addToPrincipalPolicy(statement).policyDependable ?? []);
  }
}
