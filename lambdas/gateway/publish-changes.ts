import { eventsOf, threadIdOfChange, type CommittedChange } from '../chat/model/change-events.ts';
import type { Thread } from '../chat/model/types.ts';
import type { Store } from '../chat/ports/store.ts';
import { log } from '../platform/log.ts';
import type { Publish } from '../push/event-bus.ts';
import { KnownThreads } from './known-threads.ts';
import type { Recorded, StreamStep } from './stream-records.ts';

interface Parts {
  store: Pick<Store, 'readThreads'>;
  publish: Publish;
  /** Whether `message.created` contains the text of the message. */
  withText: boolean;
}

/** A change and its thread. */
interface Placed {
  change: CommittedChange;
  thread: Thread;
}

/**
 * The changes before the first one whose thread is not found: the read is eventually consistent, and a later one will
 * find it.
 */
function place(recorded: Recorded[], threads: ReadonlyMap<string, Thread>) {
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
  return { placed, stuckAt: null };
}

/** Publishes what has happened to the marketplace. An event may come twice. */
export function publishChanges({ store, publish, withText }: Parts): StreamStep {
  const known = new KnownThreads(store);
  return async (all) => {
    const recorded = all.filter(({ change }) => change.kind !== 'revision');
    const threads = await known.of(recorded.map(({ change }) => change));
    const { placed, stuckAt } = place(recorded, threads);
    await publish(placed.flatMap(({ change, thread }) => eventsOf(change, thread, { withText })));
    return stuckAt;
  };
}
