import type { Counter } from '../runtime/counter.ts';

export interface RequestCounts {
  requests: number;
  by_operation: Record<string, number>;
}

const zero = (): RequestCounts => ({ requests: 0, by_operation: {} });

/** Counts the requests of S3 that it carried out or refused, those of pages included: AWS bills by their number. */
export class RequestCounter implements Counter<RequestCounts> {
  #counts = zero();

  count(operation: string): void {
    this.#counts.requests += 1;
    this.#counts.by_operation[operation] = (this.#counts.by_operation[operation] ?? 0) + 1;
  }

  snapshot(): RequestCounts {
    return structuredClone(this.#counts);
  }

  reset(): void {
    this.#counts = zero();
  }
}
