import { region } from '../primitives/pseudo-parameters.ts';
import type { RowChange } from './change-capture.ts';
import type { ChangeStream, ShardRecords, StreamRecord } from '../runtime/table-streams.ts';

const shardId = 'shardId-00000001';
const sequenceDigits = 21;

/**
 * A table's stream made of its captured changes: one shard, each record returned once.
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_streams_Record.html
 */
export class CapturedStream implements ChangeStream {
  readonly #eventSourceArn: string;
  #records: StreamRecord[] = [];
  #written = 0;

  constructor(eventSourceArn: string) {
    this.#eventSourceArn = eventSourceArn;
  }

  /** Appends a change. */
  add({ key, before, after }: RowChange): void {
    this.#written += 1;
    const sequence = String(this.#written).padStart(sequenceDigits, '0');
    const images = { ...(after && { NewImage: after }), ...(before && { OldImage: before }) };
    this.#records.push({
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
    });
  }

  async start(): Promise<void> {}

  async read(limit: number): Promise<ShardRecords[]> {
    const records = this.#records.slice(0, limit);
    this.#records = this.#records.slice(limit);
    return records.length === 0 ? [] : [{ shardId, records }];
  }

  async resume(): Promise<void> {}
}
