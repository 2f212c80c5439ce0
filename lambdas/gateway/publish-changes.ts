import type { ChangeEventName } from '../../protocol/change-event.ts';
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
  /** The kinds of events that are switched on. */
  kinds: readonly ChangeEventName[];
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

/**
 * Whether to look at the change. Changes of threads also spare the reads for later messages. A message may cost such a
 * read, because it carries only the id of its thread.
 */
function isWanted({ change }: Recorded, kinds: readonly ChangeEventName[]): boolean {
  if (change.kind === 'message') return kinds.includes('message.created');
  return change.kind !== 'revision';
}

/**
 * Publishes what has happened to the marketplace: the kinds that are switched on (EVT-3). An event may come twice.
 * Nothing is read for a kind that is off.
 */
export function publishChanges({ store, publish, kinds, withText }: Parts): StreamStep {
  const known = new KnownThreads(store);
  return async (all) => {
    const recorded = all.filter((one) => isWanted(one, kinds));
    const threads = await known.of(recorded.map(({ change }) => change));
    const { placed, stuckAt } = place(recorded, threads);
    const events = placed.flatMap(({ change, thread }) => eventsOf(change, thread, { withText }));
    await publish(events.filter(({ name }) => kinds.includes(name)));
    return stuckAt;
  };
}
