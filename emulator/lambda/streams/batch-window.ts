import { compilePattern } from '../../primitives/event-pattern.ts';
import type { StreamSource } from '../../runtime/functions.ts';
import type { ShardRecords, StreamRecord } from '../../runtime/table-streams.ts';

/** Records to be delivered at once; none if no filter matches those that were read. */
export interface Batch extends ShardRecords {
  /** Of the last record that was read for this batch, filtered out or not. */
  lastSequenceNumber: string;
}

/** The records of a shard that no batch has taken yet, and when the first one of them that matches was read. */
interface Gathered {
  read: { record: StreamRecord; isWanted: boolean }[];
  sinceMs: number | null;
}

/**
 * Gathers the records of each shard until a batch is full or its window has passed. The window begins with the first
 * record that matches the filters; while a batch is processed, nothing is read.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/invocation-eventsourcemapping.html#invocation-eventsourcemapping-batching
 */
export class BatchWindow {
  readonly #source: StreamSource;
  readonly #isWanted: (record: unknown) => boolean;
  readonly #shards = new Map<string, Gathered>();

  constructor(source: StreamSource) {
    this.#source = source;
    const filters = source.filterPatterns.map((pattern) => compilePattern(pattern as Record<string, unknown>));
    this.#isWanted = (record) => filters.length === 0 || filters.some((matches) => matches(record));
  }

  add({ shardId, records }: ShardRecords, nowMs: number): void {
    const { read, sinceMs } = this.#shards.get(shardId) ?? { read: [], sinceMs: null };
    const more = records.map((record) => ({ record, isWanted: this.#isWanted(record) }));
    const isOpen = sinceMs !== null || more.some(({ isWanted }) => isWanted);
    this.#shards.set(shardId, { read: [...read, ...more], sinceMs: isOpen ? (sinceMs ?? nowMs) : null });
  }

  /** The batches that are complete, at most one of each shard. */
  take(nowMs: number): Batch[] {
    return [...this.#shards].flatMap(([shardId, gathered]) => this.#takeFrom(shardId, gathered, nowMs));
  }

  #takeFrom(shardId: string, { read, sinceMs }: Gathered, nowMs: number): Batch[] {
    const { batchSize, batchingWindowMs } = this.#source;
    const wanted = read.filter(({ isWanted }) => isWanted).slice(0, batchSize);
    const isFull = wanted.length === batchSize;
    if (read.length === 0 || !(isFull || sinceMs === null || nowMs >= sinceMs + batchingWindowMs)) return [];
    const taken = isFull ? read.slice(0, read.indexOf(wanted.at(-1)!) + 1) : read;
    const rest = read.slice(taken.length);
    this.#shards.set(shardId, { read: rest, sinceMs: rest.some(({ isWanted }) => isWanted) ? nowMs : null });
    return [
      {
        shardId,
        records: wanted.map(({ record }) => record),
        lastSequenceNumber: taken.at(-1)!.record.dynamodb.SequenceNumber,
      },
    ];
  }
}
