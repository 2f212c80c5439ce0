import type { ConsumedCapacity, DynamoDBClient } from '@aws-sdk/client-dynamodb';

/** What DynamoDB itself says that calls have cost. */
export interface Cost {
  calls: number;
  readUnits: number;
  writeUnits: number;
  /** Sequential round trips: calls that overlap in time count once. */
  roundTrips: number;
}

export interface Meter {
  /** The cost of what `work` does; nothing else may use the client meanwhile. */
  of(work: () => Promise<unknown>): Promise<Cost>;
}

const reads = new Set(['GetItemCommand', 'QueryCommand', 'BatchGetItemCommand']);

/**
 * Asks for the consumed capacity with each call of a client. Calls that were started while another was under way belong
 * to one round trip with it, as long as they were not started by its answer: a call begins a new round trip when it starts
 * after the end of every call of the one before.
 */
export function meter(client: DynamoDBClient): Meter {
  let cost: Cost = { calls: 0, readUnits: 0, writeUnits: 0, roundTrips: 0 };
  let depthEnded = 0;
  client.middlewareStack.add(
    (next, context) => async (args) => {
      const depth = depthEnded + 1;
      const result = await next({ ...args, input: { ...(args.input as object), ReturnConsumedCapacity: 'TOTAL' } } as typeof args);
      depthEnded = Math.max(depthEnded, depth);
      cost.roundTrips = Math.max(cost.roundTrips, depth);
      const { ConsumedCapacity } = result.output as { ConsumedCapacity?: ConsumedCapacity | ConsumedCapacity[] };
      const units = [ConsumedCapacity ?? []].flat().reduce((sum, one) => sum + (one.CapacityUnits ?? 0), 0);
      cost.calls += 1;
      if (reads.has(String(context.commandName))) cost.readUnits += units;
      else cost.writeUnits += units;
      return result;
    },
    { step: 'initialize', name: 'meter' },
  );
  return {
    async of(work) {
      cost = { calls: 0, readUnits: 0, writeUnits: 0, roundTrips: 0 };
      depthEnded = 0;
      await work();
      return cost;
    },
  };
}
