import type { ConsumedCapacity } from '@aws-sdk/client-dynamodb';
import type { Dynamo, Input, Operation, Output } from '../lambdas/data/dynamo.ts';
import { Waves } from './waves.ts';

/** The cost of calls as DynamoDB reports it. */
export interface Cost {
  calls: number;
  readUnits: number;
  writeUnits: number;
  /** The longest chain of calls each of which waited for the answer of the one before. */
  roundTrips: number;
  /** How many of them had been made when the first frame was pushed; null if none was. */
  roundTripsBeforePush: number | null;
}

export interface Meter {
  /** The cost of what `work` does; nothing else may use the client meanwhile. */
  of(work: () => Promise<unknown>): Promise<Cost>;
  /** Every operation that the client has ever been asked for, and the key conditions of queries that had no limit. */
  readonly seen: { operations: Set<string>; unlimitedQueries: Set<string> };
}

const reads = new Set<Operation>(['GetItem', 'Query', 'BatchGetItem']);

/** DynamoDB does not report the cost of a refused write: it is that of writing the row, here below 1 KB. */
const refusedWriteUnits = 1;

/** The measurement under way. */
class Reading {
  readonly cost: Cost = { calls: 0, readUnits: 0, writeUnits: 0, roundTrips: 0, roundTripsBeforePush: null };
  readonly waves = new Waves(() => this.notePush());
  private readonly pushedBefore: number;

  constructor(private readonly pushes: () => number) {
    this.pushedBefore = pushes();
  }

  private notePush(): void {
    if (this.pushes() > this.pushedBefore) this.cost.roundTripsBeforePush ??= this.waves.count;
  }

  end(): Cost {
    this.notePush();
    return { ...this.cost, roundTrips: this.waves.count };
  }
}

function unitsOf(output: unknown): number {
  const { ConsumedCapacity } = output as { ConsumedCapacity?: ConsumedCapacity | ConsumedCapacity[] };
  return [ConsumedCapacity ?? []].flat().reduce((sum, one) => sum + (one.CapacityUnits ?? 0), 0);
}

function addUnits(cost: Cost, operation: Operation, units: number): void {
  cost.calls += 1;
  if (reads.has(operation)) cost.readUnits += units;
  else cost.writeUnits += units;
}

/** Asks for the consumed capacity with each call of a table. `pushes` counts the frames that were pushed so far. */
export function meter(inner: Dynamo, pushes: () => number): { dynamo: Dynamo; meter: Meter } {
  const seen: Meter['seen'] = { operations: new Set(), unlimitedQueries: new Set() };
  let reading: Reading | null = null;

  const note = (operation: Operation, { Limit, KeyConditionExpression }: Partial<Input<'Query'>>) => {
    seen.operations.add(operation);
    if (operation === 'Query' && Limit === undefined) seen.unlimitedQueries.add(String(KeyConditionExpression));
  };
  async function call<O extends Operation>(operation: O, input: Input<O>): Promise<Output<O>> {
    note(operation, input as Partial<Input<'Query'>>);
    if (reading === null) return inner.call(operation, input);
    const { cost, waves } = reading;
    try {
      const output = await waves.pass(() => inner.call(operation, { ...input, ReturnConsumedCapacity: 'TOTAL' }));
      addUnits(cost, operation, unitsOf(output));
      return output;
    } catch (error) {
      addUnits(cost, operation, reads.has(operation) ? 0 : refusedWriteUnits);
      throw error;
    }
  }
  const of: Meter['of'] = async (work) => {
    const current = new Reading(pushes);
    reading = current;
    await work().finally(() => (reading = null));
    return current.end();
  };
  return { dynamo: { call }, meter: { seen, of } };
}
