const slotMs = 10;

interface Entry {
  atMs: number;
  run: () => void;
}

/** Runs what is planned, in the order of time: sorted within slots, which is faster than one sorted list. */
export class Calendar {
  readonly #slots = new Map<number, Entry[]>();
  #last = 0;
  /** The slot that runs now. */
  #current = -1;

  /** Plans something; while others run, in the next slot at the earliest. */
  at(atMs: number, run: () => void): void {
    const slot = Math.max(Math.floor(atMs / slotMs), this.#current + 1);
    const entries = this.#slots.get(slot) ?? [];
    entries.push({ atMs, run });
    this.#slots.set(slot, entries);
    this.#last = Math.max(this.#last, slot);
  }

  /** Until nothing is planned any more. */
  run(): void {
    for (this.#current = 0; this.#current <= this.#last; this.#current += 1) {
      const entries = this.#slots.get(this.#current) ?? [];
      this.#slots.delete(this.#current);
      for (const { run } of entries.sort((one, other) => one.atMs - other.atMs)) run();
    }
  }
}
