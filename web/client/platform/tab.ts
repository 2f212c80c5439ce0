/** Shows which tabs of a browser are open, so that each piece of stored work belongs to one of them. */
export class Tab {
  readonly name: string;

  /** @param locks without Web Locks no other tab counts as open */
  constructor(
    private readonly prefix: string,
    private readonly locks: Pick<LockManager, 'request' | 'query'> | undefined,
  ) {
    this.name = prefix + crypto.randomUUID();
  }

  /** Holds a lock as long as this tab is open. The browser releases it when the tab is closed or crashes. */
  open(): Promise<void> {
    return new Promise((held, failed) => {
      if (!this.locks) return held();
      this.locks.request(this.name, () => new Promise<void>(() => held())).catch(failed);
    });
  }

  /** The names of the other open tabs. */
  async others(): Promise<Set<string | undefined>> {
    const { held = [] } = (await this.locks?.query()) ?? {};
    return new Set(held.map((lock) => lock.name).filter((lock) => lock !== this.name));
  }

  /** Does it while no other tab does the same. */
  alone<T>(work: () => Promise<T>): Promise<T> {
    return this.locks ? (this.locks.request(`${this.prefix}adopt`, work) as Promise<T>) : work();
  }
}
