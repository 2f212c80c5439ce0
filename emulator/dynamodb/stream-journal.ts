import { closeSync, ftruncateSync, openSync, readFileSync, writeSync } from 'node:fs';
import type { StreamRecord } from '../runtime/table-streams.ts';
import type { Item } from './operations.ts';

/** One line of the file. */
type Entry =
  | { record: StreamRecord }
  /** Everything up to this sequence number has been processed. */
  | { done: string }
  /** A write of this row was begun; its record, or `unchanged`, says what became of it. */
  | { begun: Item }
  | { unchanged: Item };

/** What a journal says at the start. */
export interface Journaled {
  /** What has not been processed, in order. */
  records: StreamRecord[];
  /** The sequence number of the last record, null before the first. */
  last: string | null;
  /** Rows of which a write was begun that nothing is known about. */
  begun: Item[];
}

/** A processed journal that is larger is emptied. */
const processedBytesMax = 256 * 1024;

/**
 * The file that keeps a captured stream until it has been processed, as DynamoDB keeps a stream for a day. Each entry
 * is one write to the file, so that a process that is killed leaves whole lines.
 */
export class StreamJournal {
  readonly #descriptor: number;
  readonly #file: string;
  /** Rows of which a write has begun, in this run. */
  readonly #begun = new Set<string>();
  #bytes = 0;
  #isClosed = false;

  constructor(file: string) {
    this.#file = file;
    this.#descriptor = openSync(file, 'a');
  }

  load(): Journaled {
    const text = readFileSync(this.#file, 'utf8');
    this.#bytes = text.length;
    const journaled: Journaled = { records: [], last: null, begun: [] };
    const begun = new Map<string, Item>();
    for (const line of text.split('\n').filter((one) => one !== '')) apply(JSON.parse(line) as Entry, journaled, begun);
    return { ...journaled, begun: [...begun.values()] };
  }

  begin(key: Item): void {
    this.#begun.add(JSON.stringify(key));
    this.#write({ begun: key });
  }

  unchanged(key: Item): void {
    this.#begun.delete(JSON.stringify(key));
    this.#write({ unchanged: key });
  }

  record(record: StreamRecord): void {
    this.#begun.delete(JSON.stringify(record.dynamodb.Keys));
    this.#write({ record });
  }

  /** `isAll`: nothing else is waiting in the stream. */
  done(sequenceNumber: string, { isAll }: { isAll: boolean }): void {
    if (isAll && this.#begun.size === 0 && this.#bytes > processedBytesMax) {
      ftruncateSync(this.#descriptor);
      this.#bytes = 0;
    }
    this.#write({ done: sequenceNumber });
  }

  close(): void {
    this.#isClosed = true;
    closeSync(this.#descriptor);
  }

  #write(entry: Entry): void {
    if (this.#isClosed) return;
    this.#bytes += writeSync(this.#descriptor, `${JSON.stringify(entry)}\n`);
  }
}

function apply(entry: Entry, journaled: Journaled, begun: Map<string, Item>): void {
  if ('record' in entry) {
    journaled.records.push(entry.record);
    journaled.last = entry.record.dynamodb.SequenceNumber;
    begun.delete(JSON.stringify(entry.record.dynamodb.Keys));
  } else if ('done' in entry) {
    journaled.records = journaled.records.filter(({ dynamodb }) => dynamodb.SequenceNumber > entry.done);
    journaled.last ??= entry.done;
  } else if ('begun' in entry) begun.set(JSON.stringify(entry.begun), entry.begun);
  else begun.delete(JSON.stringify(entry.unchanged));
}
