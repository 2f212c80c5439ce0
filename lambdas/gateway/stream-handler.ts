import { eventsOf, threadIdOfChange, threadOfChange, type Change } from '../chat/model/change-events.ts';
import type { Thread } from '../chat/model/types.ts';
import type { Store } from '../chat/ports/store.ts';
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

/** A change and the record that it comes from. */
interface Recorded {
  change: Change;
  sequenceNumber: string;
}

/** What a batch can tell of: all that comes before the first record that it cannot. */
interface Tellable {
  recorded: Recorded[];
  stuckAt: string | null;
}

function decode(records: StreamRecord[]): Tellable {
  const recorded: Recorded[] = [];
  for (const record of records) {
    const sequenceNumber = record.dynamodb?.SequenceNumber ?? '';
    try {
      const change = toChange(record);
      if (change !== null) recorded.push({ change, sequenceNumber });
    } catch (error) {
      // Keys hold ids alone, no text.
      log.error('stream record cannot be read', {
        sequence_number: sequenceNumber,
        keys: record.dynamodb?.Keys,
        error,
      });
      return { recorded, stuckAt: sequenceNumber };
    }
  }
  return { recorded, stuckAt: null };
}

/** Up to a message whose thread cannot be seen: the look at it is eventually consistent, a later one will find it. */
function upToOrphan({ recorded, stuckAt }: Tellable, threads: ReadonlyMap<string, Thread>): Tellable {
  const orphan = recorded.findIndex(({ change }) => !threads.has(threadIdOfChange(change)));
  if (orphan < 0) return { recorded, stuckAt };
  const { sequenceNumber, change } = recorded[orphan] as Recorded;
  log.warn('thread of a stream record is not there', {
    sequence_number: sequenceNumber,
    thread_id: threadIdOfChange(change),
  });
  return { recorded: recorded.slice(0, orphan), stuckAt: sequenceNumber };
}

/** Threads that a process remembers; who takes part in one never changes. */
const knownMax = 1_000;
/** Another process may be the one that hears of a new name. */
const knownForMs = 60_000;

class KnownThreads {
  private readonly threads = new Map<string, { thread: Thread; untilMs: number }>();

  constructor(private readonly store: Parts['store']) {}

  learn(thread: Thread): void {
    this.threads.delete(thread.id);
    this.threads.set(thread.id, { thread, untilMs: Date.now() + knownForMs });
    const [oldest] = this.threads.keys();
    if (this.threads.size > knownMax && oldest !== undefined) this.threads.delete(oldest);
  }

  private find(id: string): Thread | undefined {
    const known = this.threads.get(id);
    return known !== undefined && Date.now() < known.untilMs ? known.thread : undefined;
  }

  /** Those of the changes that are there, read from the table only where the stream has not shown them lately. */
  async of(changes: Change[]): Promise<ReadonlyMap<string, Thread>> {
    changes.map(threadOfChange).forEach((thread) => thread && this.learn(thread));
    const wanted = [...new Set(changes.map(threadIdOfChange))];
    const known = wanted.map((id) => this.find(id)).filter((thread) => thread !== undefined);
    const ids = new Set(known.map(({ id }) => id));
    const missing = wanted.filter((id) => !ids.has(id));
    const read = missing.length === 0 ? [] : await this.store.readThreads(missing);
    read.forEach((thread) => this.learn(thread));
    return new Map([...known, ...read].map((thread) => [thread.id, thread]));
  }
}

/**
 * Tells the marketplace what has happened, from the table's stream. Events may come twice, for what fails is handed over
 * again; a record that never succeeds ends in the dead-letter queue, and those behind it go on.
 */
export function streamHandler({ store, publish, withText }: Parts) {
  const known = new KnownThreads(store);
  return async ({ Records: records }: { Records: StreamRecord[] }): Promise<BatchResponse> => {
    const decoded = decode(records);
    const threads = await known.of(decoded.recorded.map(({ change }) => change));
    const { recorded, stuckAt } = upToOrphan(decoded, threads);
    await publish(
      recorded.flatMap(({ change }) => eventsOf(change, threads.get(threadIdOfChange(change)) as Thread, withText)),
    );
    if (stuckAt === null) return { batchItemFailures: [] };
    // Lambda cuts a batch at the record that is reported, and halves one that fails: only that parts the first from the rest.
    const isFirst = records[0]?.dynamodb?.SequenceNumber === stuckAt;
    if (isFirst && records.length > 1) throw new Error('the first record of a batch cannot be told of');
    return { batchItemFailures: [{ itemIdentifier: stuckAt }] };
  };
}
