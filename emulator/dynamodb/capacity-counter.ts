import type { Counter } from '../runtime/counter.ts';

/** Calls, and the capacity that DynamoDB returned for them. A failed call consumed none. */
export interface CapacityCount {
  calls: number;
  read_units: number;
  write_units: number;
}

export interface CapacityCounts extends CapacityCount {
  by_operation: Record<string, CapacityCount>;
}

const zero = (): CapacityCount => ({ calls: 0, read_units: 0, write_units: 0 });

/** Counts the functions' calls of DynamoDB. */
export class CapacityCounter implements Counter<CapacityCounts> {
  #counts: CapacityCounts = { ...zero(), by_operation: {} };

  count(operation: string, readUnits: number, writeUnits: number): void {
    const own = (this.#counts.by_operation[operation] ??= zero());
    for (const count of [this.#counts, own]) {
      count.calls += 1;
      count.read_units += readUnits;
      count.write_units += writeUnits;
    }
  }

  snapshot(): CapacityCounts {
    return structuredClone(this.#counts);
  }

  reset(): void {
    this.#counts = { ...zero(), by_operation: {} };
  }
}
