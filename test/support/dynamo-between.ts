import type { Store } from '../../lambdas/chat/ports/store.ts';
import { createStore } from '../../lambdas/data/store.ts';
import { TableClient } from '../../lambdas/data/table-client.ts';
import { markRepeat } from '../../lambdas/platform/lost-answers.ts';
import type { Dynamo, Operation } from '../../lambdas/data/dynamo.ts';
import type { World } from './world.ts';

/** What distinguishes a call from others in a test. */
export interface Call {
  operation: Operation;
  /** Of the row that it writes; empty for the others. */
  pk: string;
  sk: string;
}

interface WriteInput {
  Key?: Record<string, string>;
  Item?: Record<string, string>;
}

function callOf(operation: Operation, input: unknown): Call {
  const { Key, Item } = input as WriteInput;
  const row = Key ?? Item ?? {};
  return { operation, pk: row.PK ?? '', sk: row.SK ?? '' };
}

/** The world's table, with something of the test's own between it and the rules. */
export function storeBetween(
  world: World,
  between: (call: Call, pass: () => Promise<object>) => Promise<object>,
): Store {
  const dynamo = {
    call: (operation: Operation, input: object) =>
      between(callOf(operation, input), () => world.dynamo.call(operation, input as never)),
  } as Dynamo;
  return createStore(new TableClient(dynamo, world.tableName));
}

/**
 * The answers of these calls are lost on their way back: each is made again, as the client of the functions does it.
 */
export function storeThatLosesAnswers(world: World, isLost: (call: Call) => boolean): { store: Store; lost: Call[] } {
  const lost: Call[] = [];
  const store = storeBetween(world, async (call, pass) => {
    if (!isLost(call)) return pass();
    lost.push(call);
    await pass().catch(() => undefined);
    try {
      return markRepeat(await pass());
    } catch (error) {
      throw error instanceof Error ? markRepeat(error) : error;
    }
  });
  return { store, lost };
}
