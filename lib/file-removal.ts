import type { ITableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { FilterCriteria, FilterRule, type Function } from 'aws-cdk-lib/aws-lambda';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { prefixes } from '../lambdas/data/keys.ts';
import { readStream, streamDeadLetters } from './read-stream.ts';

const inThreads = (sortPrefix: string) => ({
  PK: { S: FilterRule.beginsWith(prefixes.thread) },
  SK: { S: FilterRule.beginsWith(sortPrefix) },
});

/** Messages that are deleted, and uploads that are given up or have expired. All else calls nothing. */
const filters = [
  FilterCriteria.filter({
    eventName: FilterRule.isEqual('MODIFY'),
    dynamodb: { Keys: inThreads(prefixes.message), NewImage: { deleted: { N: FilterRule.exists() } } },
  }),
  FilterCriteria.filter({
    eventName: FilterRule.isEqual('REMOVE'),
    dynamodb: { Keys: inThreads(prefixes.upload) },
  }),
];

/** Removes files after the rows that they belonged to (ATT-6), within seconds: no batch is gathered. */
export class FileRemoval extends Construct {
  readonly unremoved: Queue;

  constructor(scope: Construct, id: string, { table, removeFiles }: { table: ITableV2; removeFiles: Function }) {
    super(scope, id);
    this.unremoved = streamDeadLetters(this, 'Unremoved');
    readStream(this, { table, target: removeFiles, filters, deadLetters: this.unremoved });
  }
}
