import { eventsOf, threadIdOfChange, threadOfChange, type Change } from '../chat/change-events.ts';
import type { Thread } from '../chat/model.ts';
import type { Store } from '../chat/ports.ts';
import { toChange, type StreamRecord } from '../data/changes.ts';
import { log } from '../platform/log.ts';
import type { Publish } from '../push/event-bus.ts';

/** Which records Lambda is to hand over again. (Lambda, "Reporting batch item failures for Lambda functions with DynamoDB".) */
export interface BatchResponse {
  batchItemFailures: { itemIdentifier: string }[];
}

interface Parts {
  store: Pick<Store, 'readThreads'>;
  publish: Publish;
  withText: boolean;
}

interface Decoded {
  changes: Change[];
  /** The first record that cannot be read, and with it the end of what this batch can do. */
  poison: string | null;
}

function decode(records: StreamRecord[]): Decoded {
  const changes: Change[] = [];
  for (const record of records) {
    try {
      const change = toChange(record);
      if (change !== null) changes.push(change);
    } catch (error) {
      const sequenceNumber = record.dynamodb?.SequenceNumber ?? '';
      // Keys hold ids alone, no text.
      log.error('stream record cannot be read', { sequence_number: sequenceNumber, keys: record.dynamodb?.Keys, error });
      return { changes, poison: sequenceNumber };
    }
  }
  return { changes, poison: null };
}

/** Threads that a process remembers; who takes part in one never changes, and every change of one comes by the stream. */
const knownMax = 1_000;

class KnownThreads {
  private readonly threads = new Map<string, Thread>();

  constructor(private readonly store: Parts['store']) {}

  learn(thread: Thread): void {
    this.threads.delete(thread.id);
    this.threads.set(thread.id, thread);
    const [oldest] = this.threads.keys();
    if (this.threads.size > knownMax && oldest !== undefined) this.threads.delete(oldest);
  }

  /** Those of the changes, read from the table only where the stream has not shown them yet. */
  async of(changes: Change[]): Promise<ReadonlyMap<string, Thread>> {
    changes.map(threadOfChange).forEach((thread) => thread && this.learn(thread));
    const wanted = new Set(changes.map(threadIdOfChange));
    const missing = [...wanted].filter((id) => !this.threads.has(id));
    if (missing.length > 0) (await this.store.readThreads(missing)).forEach((thread) => this.learn(thread));
    return this.threads;
  }
}

/**
 * Tells the marketplace what has happened, from the table's stream. Events may come twice, for what fails is handed over
 * again; a record that never succeeds ends in the dead-letter queue, and those behind it go on.
 */
export function streamHandler({ store, publish, withText }: Parts) {
  const known = new KnownThreads(store);
  return async ({ Records: records }: { Records: StreamRecord[] }): Promise<BatchResponse> => {
    const { changes, poison } = decode(records);
    const threads = await known.of(changes);
    await publish(changes.flatMap((change) => eventsOf(change, threads.get(threadIdOfChange(change)) ?? null, withText)));
    return { batchItemFailures: poison === null ? [] : [{ itemIdentifier: poison }] };
  };
}
