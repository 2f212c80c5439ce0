import { setTimeout } from 'node:timers/promises';
import type { Functions, InvokeOutcome } from '../../runtime/functions.ts';
import type { LogSink } from '../../runtime/log-sink.ts';
import type { FunctionModel, StreamSource } from '../../runtime/functions.ts';
import type { DeadLetters } from '../../runtime/dead-letters.ts';
import type { ShardRecords, StreamRecord } from '../../runtime/table-streams.ts';

export interface DeliveryOptions {
  model: FunctionModel;
  source: StreamSource;
  streamArn: string;
  functions: Functions;
  deadLetters: DeadLetters;
  log: LogSink;
  /** Wait before each retry. */
  retryDelayMs: number;
  closing: AbortSignal;
}

/**
 * Delivers the batches of a stream to a function, in order. A failing batch blocks its shard until it succeeds or
 * is given up.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/services-dynamodb-errors.html
 */
export class BatchDelivery {
  readonly #options: DeliveryOptions;

  constructor(options: DeliveryOptions) {
    this.#options = options;
  }

  /** Resolves when every record has been processed or given up, or the delivery is closing. */
  async deliver({ shardId, records }: ShardRecords): Promise<void> {
    if (records.length > 0) await this.#attempt(shardId, records, 1);
  }

  async #attempt(shardId: string, records: StreamRecord[], attempts: number): Promise<void> {
    const { model, source, functions, closing, retryDelayMs } = this.#options;
    const outcome = await functions.invoke(model.arn, JSON.stringify({ Records: records }));
    const reportedAt = firstReported(records, outcome, source);
    const failed = outcome.failed ? records : records.slice(reportedAt ?? records.length);
    if (failed.length === 0 || closing.aborted) return;
    if (source.retries >= 0 && attempts > source.retries) return this.#giveUp(shardId, failed, outcome, attempts);
    await setTimeout(retryDelayMs, undefined, { signal: closing }).catch(() => undefined);
    if (closing.aborted) return;
    const cut = source.bisectOnError && outcome.failed ? Math.ceil(failed.length / 2) : failed.length;
    // Splitting a batch does not count as an attempt.
    const next = cut < failed.length ? attempts : attempts + 1;
    await this.#attempt(shardId, failed.slice(0, cut), next);
    if (cut < failed.length) await this.#attempt(shardId, failed.slice(cut), next);
  }

  #giveUp(shardId: string, records: StreamRecord[], outcome: InvokeOutcome, attempts: number): void {
    const { model, source, deadLetters, log, streamArn } = this.#options;
    const record = failureRecord({ model, streamArn, shardId, records, outcome, attempts });
    try {
      if (source.onFailureArn === null) throw new Error('the event source has no on-failure destination');
      deadLetters.send(model, source.onFailureArn, JSON.stringify(record), {});
    } catch (error) {
      log.failure(model.shortName, `${records.length} stream records are lost: ${(error as Error).message}`);
    }
  }
}

/**
 * The index of the first record that the function reports as failed. The batch is retried from there, without halving.
 */
function firstReported(
  records: StreamRecord[],
  outcome: InvokeOutcome,
  { reportsBatchItemFailures }: StreamSource,
): number | null {
  if (outcome.failed || !reportsBatchItemFailures) return null;
  const { batchItemFailures = [] } = (JSON.parse(outcome.payload) ?? {}) as {
    batchItemFailures?: { itemIdentifier: string }[] | null;
  };
  const reported = (batchItemFailures ?? []).map(({ itemIdentifier }) => itemIdentifier);
  if (reported.length === 0) return null;
  // An unknown identifier fails the whole batch.
  return Math.max(
    0,
    records.findIndex(({ dynamodb }) => reported.includes(dynamodb.SequenceNumber)),
  );
}

interface Failure {
  model: FunctionModel;
  streamArn: string;
  shardId: string;
  records: StreamRecord[];
  outcome: InvokeOutcome;
  attempts: number;
}

/**
 * @see https://docs.aws.amazon.com/lambda/latest/dg/services-dynamodb-errors.html#services-dynamodb-errors-destinations
 */
function failureRecord({ model, streamArn, shardId, records, outcome, attempts }: Failure): unknown {
  const [first, last] = [records[0]!.dynamodb, records.at(-1)!.dynamodb];
  const arrival = ({ ApproximateCreationDateTime }: StreamRecord['dynamodb']) =>
    new Date(ApproximateCreationDateTime * 1000).toISOString();
  return {
    requestContext: {
      requestId: outcome.requestId,
      functionArn: model.arn,
      condition: 'RetryAttemptsExhausted',
      approximateInvokeCount: attempts,
    },
    responseContext: {
      statusCode: 200,
      executedVersion: '$LATEST',
      functionError: outcome.failed ? 'Unhandled' : null,
    },
    version: '1.0',
    timestamp: new Date().toISOString(),
    DDBStreamBatchInfo: {
      shardId,
      startSequenceNumber: first.SequenceNumber,
      endSequenceNumber: last.SequenceNumber,
      approximateArrivalOfFirstRecord: arrival(first),
      approximateArrivalOfLastRecord: arrival(last),
      batchSize: records.length,
      streamArn,
    },
  };
}
