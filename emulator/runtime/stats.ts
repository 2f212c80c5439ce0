/** Consumed capacity and calls of one DynamoDB operation. */
export interface CapacityCount {
  calls: number;
  read_units: number;
  write_units: number;
}

export interface InvocationCount {
  invocations: number;
  errors: number;
}

/** The body of `GET /dev/stats`. */
export interface StatsSnapshot {
  dynamodb: CapacityCount & { by_operation: Record<string, CapacityCount> };
  lambda: InvocationCount & { by_function: Record<string, InvocationCount> };
  pushes: { sent: number; gone: number };
}

const nothing = (): StatsSnapshot => ({
  dynamodb: { calls: 0, read_units: 0, write_units: 0, by_operation: {} },
  lambda: { invocations: 0, errors: 0, by_function: {} },
  pushes: { sent: 0, gone: 0 },
});

/** Counts since the start or the last reset. Capacity is what DynamoDB itself returned; what failed returned none. */
export class Stats {
  #counts = nothing();

  snapshot(): StatsSnapshot {
    return structuredClone(this.#counts);
  }

  reset(): void {
    this.#counts = nothing();
  }

  countDynamoDb(operation: string, readUnits: number, writeUnits: number): void {
    const { dynamodb } = this.#counts;
    const own = (dynamodb.by_operation[operation] ??= { calls: 0, read_units: 0, write_units: 0 });
    for (const count of [dynamodb, own]) {
      count.calls += 1;
      count.read_units += readUnits;
      count.write_units += writeUnits;
    }
  }

  /** `shortName`: the function's name on one machine. */
  countInvocation(shortName: string, failed: boolean): void {
    const { lambda } = this.#counts;
    const own = (lambda.by_function[shortName] ??= { invocations: 0, errors: 0 });
    for (const count of [lambda, own]) {
      count.invocations += 1;
      if (failed) count.errors += 1;
    }
  }

  /** A post to a connection: `sent` to an open one, or answered `gone` (410). */
  countPush(outcome: 'sent' | 'gone'): void {
    this.#counts.pushes[outcome] += 1;
  }
}
