import type { Counter } from '../../runtime/counter.ts';

/** Posts to connections: `sent` to an open one, or answered `gone` (410). */
export interface PushCounts {
  sent: number;
  gone: number;
}

export class PushCounter implements Counter<PushCounts> {
  #counts: PushCounts = { sent: 0, gone: 0 };

  count(outcome: keyof PushCounts): void {
    this.#counts[outcome] += 1;
  }

  snapshot(): PushCounts {
    return { ...this.#counts };
  }

  reset(): void {
    this.#counts = { sent: 0, gone: 0 };
  }
}
