import type { Counter } from './counter.ts';

/** All services' counters, each a section. */
export class Stats<Snapshot extends object> implements Counter<Snapshot> {
  constructor(private readonly counters: Readonly<Record<string, Counter>>) {}

  snapshot(): Snapshot {
    const sections = Object.entries(this.counters).map(([name, counter]) => [name, counter.snapshot()] as const);
    return Object.fromEntries(sections) as Snapshot;
  }

  reset(): void {
    for (const counter of Object.values(this.counters)) counter.reset();
  }
}
