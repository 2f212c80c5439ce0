import type { ConsumedCapacity, DynamoDBClient, QueryCommandInput } from '@aws-sdk/client-dynamodb';
import { Waves } from './waves.ts';

/** What DynamoDB itself says that calls have cost. */
export interface Cost {
  calls: number;
  readUnits: number;
  writeUnits: number;
  /** The longest chain of calls each of which waited for the answer of the one before. */
  roundTrips: number;
  /** How many of them had been made when the first frame was pushed; null where none was. */
  roundTripsBeforePush: number | null;
}

export interface Meter {
  /** The cost of what `work` does; nothing else may use the client meanwhile. */
  of(work: () => Promise<unknown>): Promise<Cost>;
  /** Every operation that the client has ever been asked for, and the key conditions of queries that had no limit. */
  readonly seen: { operations: Set<string>; unlimitedQueries: Set<string> };
}

const reads = new Set(['GetItemCommand', 'QueryCommand', 'BatchGetItemCommand']);

/** DynamoDB does not say what a refused write has cost: as much as writing the row, which here is below 1 KB. */
const refusedWriteUnits = 1;

/** What is measured now. */
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

function addUnits(cost: Cost, operation: string, units: number): void {
  cost.calls += 1;
  if (reads.has(operation)) cost.readUnits += units;
  else cost.writeUnits += units;
}

/** Asks for the consumed capacity with each call of a client. `pushes` counts the frames that were pushed so far. */
export function meter(client: DynamoDBClient, pushes: () => number): Meter {
  const seen: Meter['seen'] = { operations: new Set(), unlimitedQueries: new Set() };
  let reading: Reading | null = null;
  client.middlewareStack.add(
    (next, context) => async (args) => {
      const operation = String(context.commandName);
      const input = { ...(args.input as QueryCommandInput), ReturnConsumedCapacity: 'TOTAL' };
      seen.operations.add(operation);
      if (operation === 'QueryCommand' && input.Limit === undefined) seen.unlimitedQueries.add(String(input.KeyConditionExpression));
      if (reading === null) return next(args);
      const { cost, waves } = reading;
      try {
        const result = await waves.pass(() => next({ ...args, input } as typeof args));
        addUnits(cost, operation, unitsOf(result.output));
        return result;
      } catch (error) {
        addUnits(cost, operation, reads.has(operation) ? 0 : refusedWriteUnits);
        throw error;
      }
    },
    { step: 'initialize', name: 'meter' },
  );
  return {
    seen,
    async of(work) {
      const current = new Reading(pushes);
      reading = current;
      await work().finally(() => (reading = null));
      return current.end();
    },
  };
}
