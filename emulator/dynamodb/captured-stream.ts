import { region } from '../primitives/pseudo-parameters.ts';
import type { ChangeListener, RowChange } from './change-capture.ts';
import type { Item } from './operations.ts';
import type { StreamJournal } from './stream-journal.ts';
import type { ChangeStream, ShardRecords, StreamRecord } from '../runtime/table-streams.ts';

const shardId = 'shardId-00000001';
const sequenceDigits = 21;
const sequenceNumberOf = (written: bigint) => String(written).padStart(sequenceDigits, '0');

interface Options {
  /** Keeps what has not been processed for the next start; null if nothing is kept. */
  journal: StreamJournal | null;
  /** A row as it is now. */
  read: (key: Item) => Promise<Item | null>;
}

/**
 * A table's stream made of its captured changes: one shard, each record returned once, and again after a restart until
 * it is done.
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_streams_Record.html
 */
export class CapturedStream implements ChangeStream, ChangeListener {
  readonly #eventSourceArn: string;
  #records: StreamRecord[];
  readonly #options: Options;
  #written: bigint;
  #begun: Item[];

  constructor(eventSourceArn: string, options: Options) {
    this.#eventSourceArn = eventSourceArn;
    this.#options = options;
    const { records = [], last = null, begun = [] } = options.journal?.load() ?? {};
    this.#records = records;
    this.#written = BigInt(last ?? 0);
    this.#begun = begun;
  }

  begin(key: Item): void {
    this.#options.journal?.begin(key);
  }

  unchanged(key: Item): void {
    this.#options.journal?.unchanged(key);
  }

  /** Appends a change. */
  changed({ key, before, after }: Omit<RowChange, 'table'>): void {
    this.#written += 1n;
    const sequence = sequenceNumberOf(this.#written);
    const images = { ...(after && { NewImage: after }), ...(before && { OldImage: before }) };
    const record: StreamRecord = {
      eventID: sequence,
      eventName: before === null ? 'INSERT' : after === null ? 'REMOVE' : 'MODIFY',
      eventVersion: '1.1',
      eventSource: 'aws:dynamodb',
      awsRegion: region,
      eventSourceARN: this.#eventSourceArn,
      dynamodb: {
        ApproximateCreationDateTime: Math.floor(Date.now() / 1000),
        Keys: key,
        ...images,
        SequenceNumber: sequence,
        SizeBytes: JSON.stringify([key, images]).length,
        StreamViewType: 'NEW_AND_OLD_IMAGES',
      },
    };
    this.#options.journal?.record(record);
    this.#records.push(record);
  }

  /** A write that the last run had begun when it was killed counts as an insertion of the row as it is now. */
  async start(): Promise<void> {
    for (const key of this.#begun.splice(0)) {
      const after = await this.#options.read(key);
      if (after === null) this.unchanged(key);
      else this.changed({ key, before: null, after });
    }
  }

  async read(limit: number): Promise<ShardRecords[]> {
    const records = this.#records.slice(0, limit);
    this.#records = this.#records.slice(limit);
    return records.length === 0 ? [] : [{ shardId, records }];
  }

  async resume(): Promise<void> {}

  done(_shardId: string, sequenceNumber: string): void {
    this.#options.journal?.done(sequenceNumber, { isAll: sequenceNumber === sequenceNumberOf(this.#written) });
  }
}
