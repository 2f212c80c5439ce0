interface Closable {
  close?(): unknown;
}

/** What has been opened so far, to be closed in reverse order. */
export class Closers {
  readonly #open: Closable[] = [];

  /** Returns its argument. */
  add<T extends Closable>(opened: T): T {
    this.#open.push(opened);
    return opened;
  }

  async close(): Promise<void> {
    for (const one of this.#open.splice(0).reverse()) await one.close?.();
  }
}
