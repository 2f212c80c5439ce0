import type { Result } from './api/types.ts';

/** Calls that wait until the state of the client answers them. */
export class Watchers {
  private readonly watchers = new Set<() => void>();

  /** Resolves as soon as `look` returns a result; it looks now and after each change. */
  until<T>(look: () => Result<T> | null): Promise<Result<T>> {
    return new Promise((resolve) => {
      const watcher = () => {
        const result = look();
        if (result === null) return;
        this.watchers.delete(watcher);
        resolve(result);
      };
      this.watchers.add(watcher);
      watcher();
    });
  }

  changed(): void {
    for (const watcher of [...this.watchers]) watcher();
  }
}
