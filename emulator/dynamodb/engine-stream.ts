import type { EngineClient } from './engine-client.ts';
import { region } from '../primitives/pseudo-parameters.ts';
import type { ChangeStream, ShardRecords, StreamRecord } from '../runtime/table-streams.ts';

interface Shard {
  /** Null once the shard is closed and read to its end. */
  iterator: string | null;
  lastSequenceNumber: string | null;
}

/**
 * Reads the stream of one table from now on, shard by shard.
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Streams.html
 */
export class EngineStream implements ChangeStream {
  readonly #engine: EngineClient;
  readonly #tableName: string;
  readonly #eventSourceArn: string;
  readonly #shards = new Map<string, Shard>();

  constructor(engine: EngineClient, tableName: string, eventSourceArn: string) {
    this.#engine = engine;
    this.#tableName = tableName;
    this.#eventSourceArn = eventSourceArn;
  }

  /** Takes its place at the end of every shard. */
  async start(): Promise<void> {
    await this.#findShards('LATEST');
  }

  /** What has come since, at most `limit` records of each shard. */
  async read(limit: number): Promise<ShardRecords[]> {
    if (![...this.#shards.values()].some(({ iterator }) => iterator !== null)) await this.#findShards('TRIM_HORIZON');
    const found: ShardRecords[] = [];
    for (const [shardId, shard] of this.#shards) {
      const records = shard.iterator === null ? [] : await this.#readShard(shard, limit);
      if (records.length > 0) found.push({ shardId, records });
    }
    return found;
  }

  /** New iterators, each after the last record read: those there were expire, or are gone with the engine. */
  async resume(): Promise<void> {
    for (const [shardId, shard] of this.#shards) {
      if (shard.iterator !== null) shard.iterator = await this.#iterator(shardId, 'LATEST', shard.lastSequenceNumber);
    }
  }

  done(): void {}

  async #readShard(shard: Shard, limit: number): Promise<StreamRecord[]> {
    const answer = await this.#engine.call<{ Records: StreamRecord[]; NextShardIterator?: string }>('GetRecords', {
      ShardIterator: shard.iterator,
      Limit: limit,
    });
    shard.iterator = answer.NextShardIterator ?? null;
    shard.lastSequenceNumber = answer.Records.at(-1)?.dynamodb.SequenceNumber ?? shard.lastSequenceNumber;
    return answer.Records.map((record) => ({ ...record, awsRegion: region, eventSourceARN: this.#eventSourceArn }));
  }

  async #findShards(from: 'LATEST' | 'TRIM_HORIZON'): Promise<void> {
    const StreamArn = await this.#streamArn();
    const { StreamDescription } = await this.#engine.call<{ StreamDescription: { Shards: { ShardId: string }[] } }>(
      'DescribeStream',
      { StreamArn },
    );
    for (const { ShardId } of StreamDescription.Shards) {
      if (!this.#shards.has(ShardId))
        this.#shards.set(ShardId, { iterator: await this.#iterator(ShardId, from, null), lastSequenceNumber: null });
    }
  }

  async #iterator(ShardId: string, from: 'LATEST' | 'TRIM_HORIZON', after: string | null): Promise<string> {
    const position =
      after === null
        ? { ShardIteratorType: from }
        : { ShardIteratorType: 'AFTER_SEQUENCE_NUMBER', SequenceNumber: after };
    const input = { StreamArn: await this.#streamArn(), ShardId, ...position };
    return (await this.#engine.call<{ ShardIterator: string }>('GetShardIterator', input)).ShardIterator;
  }

  async #streamArn(): Promise<string> {
    const { Table } = await this.#engine.call<{ Table: { LatestStreamArn: string } }>('DescribeTable', {
      TableName: this.#tableName,
    });
    return Table.LatestStreamArn;
  }
}
