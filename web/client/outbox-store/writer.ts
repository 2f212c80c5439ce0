import { failureOfThrown } from '../api/failures.ts';
import type { OutboxStore, StoredEntry } from '../api/options.ts';
import type { Failure } from '../api/types.ts';
import type { Input } from '../core/machine/inputs.ts';

/** Calls the store in the order of the effects. If a write fails, the message is sent all the same. */
export class OutboxWriter {
  private running: Promise<void> = Promise.resolve();
  private isReported = false;

  constructor(
    private readonly store: OutboxStore,
    private readonly dispatch: (input: Input) => void,
    private readonly failed: (failure: Failure) => void,
  ) {}

  add(entry: StoredEntry): void {
    this.write(entry, async () => {
      await this.store.add(entry);
      return entry;
    });
  }

  update(entry: StoredEntry, previousAfterSeq: number | null): void {
    this.write(entry, () => this.store.update(entry, previousAfterSeq));
  }

  remove(id: string): void {
    this.inOrder(() => this.store.remove(id));
  }

  adopt(userId: string): void {
    this.inOrder(async () => {
      const entries = await this.store.adopt(userId);
      this.dispatch({ kind: 'adopted', userId, entries });
    });
  }

  clear(userId: string): void {
    this.inOrder(() => this.store.clear(userId));
  }

  /** The number of the user's entries in the store; null if the store fails. */
  count(userId: string): Promise<number | null> {
    return this.running.then(() => this.store.count(userId)).catch((error: unknown) => (this.report(error), null));
  }

  /** Resolves once all calls to the store so far have ended. */
  settled(): Promise<void> {
    return this.running;
  }

  private write(entry: StoredEntry, write: () => Promise<StoredEntry | null>): void {
    this.inOrder(async () => {
      const onDisk = await write().catch((error: unknown) => (this.report(error), entry));
      this.dispatch({ kind: 'stored', id: entry.id, entry: onDisk });
    });
  }

  private inOrder(use: () => Promise<void>): void {
    this.running = this.running.then(use).catch((error: unknown) => this.report(error));
  }

  /** Reports only the first failure, because the following ones have the same cause. */
  private report(error: unknown): void {
    if (this.isReported) return;
    this.isReported = true;
    this.failed({ code: 'storage', message: `The outbox cannot be saved: ${failureOfThrown(error).message}` });
  }
}
