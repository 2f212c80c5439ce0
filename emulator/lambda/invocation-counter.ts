import type { Counter } from '../runtime/counter.ts';

export interface InvocationCount {
  invocations: number;
  errors: number;
}

export interface InvocationCounts extends InvocationCount {
  by_function: Record<string, InvocationCount>;
}

const zero = (): InvocationCount => ({ invocations: 0, errors: 0 });

/** Counts invocations by the functions' short names. */
export class InvocationCounter implements Counter<InvocationCounts> {
  #counts: InvocationCounts = { ...zero(), by_function: {} };

  count(shortName: string, { failed }: { failed: boolean }): void {
    const own = (this.#counts.by_function[shortName] ??= zero());
    for (const count of [this.#counts, own]) {
      count.invocations += 1;
      if (failed) count.errors += 1;
    }
  }

  snapshot(): InvocationCounts {
    return structuredClone(this.#counts);
  }

  reset(): void {
    this.#counts = { ...zero(), by_function: {} };
  }
}
