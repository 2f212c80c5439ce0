import { Duration } from 'aws-cdk-lib';
import type { ITableV2 } from 'aws-cdk-lib/aws-dynamodb';
import type { IEventBus } from 'aws-cdk-lib/aws-events';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { FilterCriteria, FilterRule, type Function } from 'aws-cdk-lib/aws-lambda';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { prefixes, sort } from '../lambdas/data/keys.ts';
import { readStream, streamDeadLetters } from './read-stream.ts';

export interface ChangeStreamProps {
  table: ITableV2;
  /** Null if no kind of event that is produced is switched on. */
  bus: IEventBus | null;
  publishChanges: Function;
}

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
    this.unpublished = streamDeadLetters(this, 'Unpublished');
    readStream(this, {
      table,
      target: publishChanges,
      filters,
      batchingWindow,
      deadLetters: this.unpublished,
      statements:
        bus === null ? [] : [new PolicyStatement({ actions: ['events:PutEvents'], resources: [bus.eventBusArn] })],
    });
  }
}
