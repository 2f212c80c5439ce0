import { eventsOf, threadIdOfChange, type CommittedChange } from '../chat/model/change-events.ts';
import type { Thread } from '../chat/model/types.ts';
import type { Store } from '../chat/ports/store.ts';
import { toChange, type StreamRecord } from '../data/changes.ts';
import { log } from '../platform/log.ts';
import type { Publish } from '../push/event-bus.ts';
import { KnownThreads } from './known-threads.ts';

/**
 * The records that Lambda is to deliver again. (Lambda, "Reporting batch item failures for Lambda
 * functions with DynamoDB".)
 */
export interface BatchResponse {
  batchItemFailures: { itemIdentifier: string }[];
}

interface Parts {
  store: Pick<Store, 'readThreads'>;
  publish: Publish;
  /** Whether `message.created` contains the text of the message. */
  withText: boolean;
}

/** A change, and the record that it comes from. */
interface Recorded {
  change: CommittedChange;
  sequenceNumber: string;
}

/** The changes before the first record that cannot be handled, and that record; null if there is none. */
interface Decoded {
  recorded: Recorded[];
  stuckAt: string | null;
}

function decode(records: StreamRecord[]): Decoded {
  const recorded: Recorded[] = [];
  for (const record of records) {
    const sequenceNumber = record.dynamodb?.SequenceNumber ?? '';
    try {
      const change = toChange(record);
      if (change !== null) recorded.push({ change, sequenceNumber });
    } catch (error) {
      // Keys contain only ids, no text.
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

/** A change and its thread. */
interface Placed {
  change: CommittedChange;
  thread: Thread;
}

/**
 * The changes before the first one whose thread is not found: the read is eventually consistent, and a later one
 * will find it.
 */
function place({ recorded, stuckAt }: Decoded, threads: ReadonlyMap<string, Thread>) {
  const placed: Placed[] = [];
  for (const { change, sequenceNumber } of recorded) {
    const thread = threads.get(threadIdOfChange(change));
    if (thread === undefined) {
      log.warn('thread of a stream record not found', {
        sequence_number: sequenceNumber,
        thread_id: threadIdOfChange(change),
      });
      return { placed, stuckAt: sequenceNumber };
    }
    placed.push({ change, thread });
  }
  return { placed, stuckAt };
}

/**
 * Lambda cuts a batch at the reported record. It can only separate the first record of a batch from the rest by halving
 * a batch that fails as a whole, so that is what happens then.
 */
function responseFor(records: StreamRecord[], stuckAt: string | null): BatchResponse {
  if (stuckAt === null) return { batchItemFailures: [] };
  const isFirst = records[0]?.dynamodb?.SequenceNumber === stuckAt;
  if (isFirst && records.length > 1) throw new Error('the first record of a batch cannot be handled');
  return { batchItemFailures: [{ itemIdentifier: stuckAt }] };
}

/**
 * Publishes what has happened to the marketplace, from the table's stream. An event may come twice, because Lambda
 * delivers records that failed again. A record that never succeeds ends in the dead-letter queue, and those after
 * it go on.
 */
export function streamHandler({ store, publish, withText }: Parts) {
  const known = new KnownThreads(store);
  return async ({ Records: records }: { Records: StreamRecord[] }): Promise<BatchResponse> => {
    const decoded = decode(records);
    const threads = await known.of(decoded.recorded.map(({ change }) => change));
    const { placed, stuckAt } = place(decoded, threads);
    await publish(placed.flatMap(({ change, thread }) => eventsOf(change, thread, { withText })));
    return responseFor(records, stuckAt);
  };
}
