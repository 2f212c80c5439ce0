import { setTimeout } from 'node:timers/promises';
import { AssemblyError } from '../../assembly/cloud-assembly.ts';
import { compilePolicy } from '../../iam/policy.ts';
import type { FunctionModel } from '../../runtime/functions.ts';
import { BatchDelivery, type DeliveryOptions } from './batch-delivery.ts';
import { BatchWindow, type Batch } from './batch-window.ts';
import type { ChangeStream } from '../../runtime/table-streams.ts';

/** Lambda polls each shard four times a second. */
const pollIntervalMs = 250;
/** The maximum pause between polls of a stream that cannot be read. */
const longestPauseMs = 10_000;

/** Reads a stream for one function until it is closed: Lambda's event source mapping. */
export class StreamReader {
  readonly #client: ChangeStream;
  readonly #delivery: BatchDelivery;
  readonly #window: BatchWindow;
  readonly #options: Omit<DeliveryOptions, 'closing'>;
  readonly #closing = new AbortController();
  #running: Promise<void> = Promise.resolve();
  /** Consecutive rounds that have failed. */
  #failures = 0;

  /**
   * Throws an `AssemblyError` if the function's role may not read the stream, in which case AWS refuses the mapping.
   */
  constructor(client: ChangeStream, options: Omit<DeliveryOptions, 'closing'>) {
    checkRole(options.model, options.streamArn);
    this.#client = client;
    this.#options = options;
    this.#delivery = new BatchDelivery({ ...options, closing: this.#closing.signal });
    this.#window = new BatchWindow(options.source);
  }

  /** Every change made after this resolves is read. */
  async start(): Promise<void> {
    await this.#client.start();
    this.#running = this.#run();
  }

  async close(): Promise<void> {
    this.#closing.abort();
    await this.#running;
  }

  async #run(): Promise<void> {
    while (!this.#closing.signal.aborted) {
      const found = await this.#round();
      const pauseMs = Math.min(pollIntervalMs * 2 ** this.#failures, longestPauseMs);
      if (!found) await setTimeout(pauseMs, undefined, { signal: this.#closing.signal }).catch(() => undefined);
    }
  }

  async #round(): Promise<boolean> {
    try {
      if (this.#failures > 0) await this.#client.resume();
      const shards = await this.#client.read(this.#options.source.batchSize);
      shards.forEach((shard) => this.#window.add(shard, Date.now()));
      await Promise.all(this.#window.take(Date.now()).map((batch) => this.#process(batch)));
      if (this.#failures > 0) this.#tell('the stream can be read again');
      this.#failures = 0;
      return shards.length > 0;
    } catch (error) {
      if (this.#closing.signal.aborted) return false;
      // Reported once for each outage, not at each attempt.
      if (this.#failures === 0) this.#tell(`the stream cannot be read: ${(error as Error).message}`);
      this.#failures += 1;
      return false;
    }
  }

  async #process({ shardId, records, lastSequenceNumber }: Batch): Promise<void> {
    await this.#delivery.deliver({ shardId, records });
    if (!this.#closing.signal.aborted) this.#client.done(shardId, lastSequenceNumber);
  }

  #tell(line: string): void {
    this.#options.log.failure(this.#options.model.shortName, line);
  }
}

/**
 * @see https://docs.aws.amazon.com/lambda/latest/dg/services-dynamodb-eventsourcemapping.html (execution role
 * permissions)
 */
function checkRole(model: FunctionModel, streamArn: string): void {
  const policy = compilePolicy(model.roleStatements);
  const actions = ['GetRecords', 'GetShardIterator', 'DescribeStream'].map((name) => ({
    action: `dynamodb:${name}`,
    resource: streamArn,
  }));
  const missing = [...actions, { action: 'dynamodb:ListStreams', resource: '*' }].find(
    (request) => policy(request) !== 'allowed',
  );
  if (missing)
    throw new AssemblyError(`function ${model.name} may not read its stream: its role lacks ${missing.action}`);
}
