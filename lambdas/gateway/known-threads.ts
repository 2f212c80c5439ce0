import { threadIdOfChange, threadOfChange, type CommittedChange } from '../chat/model/change-events.ts';
import type { Thread } from '../chat/model/types.ts';
import type { Store } from '../chat/ports/store.ts';

const knownMax = 1_000;
/** The stream may show a new name to another process only, so a thread is read again after this time. */
const knownForMs = 60_000;

/** Remembers threads that a process has seen; the participants of a thread never change. */
export class KnownThreads {
  private readonly threads = new Map<string, { thread: Thread; untilMs: number }>();

  constructor(private readonly store: Pick<Store, 'readThreads'>) {}

  private learn(thread: Thread): void {
    this.threads.delete(thread.id);
    this.threads.set(thread.id, { thread, untilMs: Date.now() + knownForMs });
    const [oldest] = this.threads.keys();
    if (this.threads.size > knownMax && oldest !== undefined) this.threads.delete(oldest);
  }

  private find(id: string): Thread | undefined {
    const known = this.threads.get(id);
    return known !== undefined && Date.now() < known.untilMs ? known.thread : undefined;
  }

  /**
   * The threads of the changes by id, those that exist. Reads from the table only what the stream has not shown lately.
   */
  async of(changes: CommittedChange[]): Promise<ReadonlyMap<string, Thread>> {
    for (const thread of changes.map(threadOfChange)) if (thread !== null) this.learn(thread);
    const wanted = [...new Set(changes.map(threadIdOfChange))];
    const known = wanted.map((id) => this.find(id)).filter((thread) => thread !== undefined);
    const ids = new Set(known.map(({ id }) => id));
    const missing = wanted.filter((id) => !ids.has(id));
    const read = missing.length === 0 ? [] : await this.store.readThreads(missing);
    for (const thread of read) this.learn(thread);
    return new Map([...known, ...read].map((thread) => [thread.id, thread]));
  }
}
