import type { Environment, OutboxStore, StoredEntry } from '../api/options.ts';
import { memoryOutbox } from './memory.ts';

/** What a store could not do in time. */
const late = Symbol('late');

/**
 * A store that answers in time even if the one behind it does not: an IndexedDB that never opens, or a lock that is
 * never granted. It holds everything in memory as well, and goes on with that until the store behind it has caught up.
 */
export class PatientOutbox implements OutboxStore {
  private readonly memory = memoryOutbox();
  private behind: Promise<unknown> = Promise.resolve();
  private waiting = 0;
  private isLate = false;

  /** @param becameLate called when the store behind it does not answer in time */
  constructor(
    private readonly store: OutboxStore,
    private readonly after: Environment['after'],
    private readonly timeoutMs: number,
    private readonly becameLate: () => void,
  ) {}

  async adopt(userId: string): Promise<StoredEntry[]> {
    const entries = await this.use((store) => store.adopt(userId));
    for (const entry of entries) await this.memory.add(entry);
    return entries;
  }

  add(entry: StoredEntry): Promise<void> {
    return this.use((store) => store.add(entry));
  }

  update(entry: StoredEntry, previousAfterSeq: number | null): Promise<StoredEntry | null> {
    return this.use((store) => store.update(entry, previousAfterSeq));
  }

  remove(id: string): Promise<void> {
    return this.use((store) => store.remove(id));
  }

  count(userId: string): Promise<number> {
    return this.use((store) => store.count(userId));
  }

  clear(userId: string): Promise<void> {
    return this.use((store) => store.clear(userId));
  }

  private async use<T>(call: (store: OutboxStore) => Promise<T>): Promise<T> {
    const inMemory = await call(this.memory);
    const stored = this.inOrder(() => call(this.store));
    if (this.isLate) {
      stored.catch(() => {});
      return inMemory;
    }
    const answer = await this.inTime(stored);
    if (answer !== late) return answer;
    stored.catch(() => {});
    this.isLate = true;
    this.becameLate();
    return inMemory;
  }

  /** Calls that were late are still made, in order. So what the store holds in the end is right. */
  private inOrder<T>(call: () => Promise<T>): Promise<T> {
    this.waiting += 1;
    const done = this.behind.then(call).finally(() => {
      this.waiting -= 1;
      if (this.waiting === 0) this.isLate = false;
    });
    this.behind = done.catch(() => {});
    return done;
  }

  private inTime<T>(answer: Promise<T>): Promise<T | typeof late> {
    return new Promise((resolve, reject) => {
      const cancel = this.after(this.timeoutMs, () => resolve(late));
      answer.then(resolve, reject).finally(cancel);
    });
  }
}
