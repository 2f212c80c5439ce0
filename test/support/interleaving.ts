import type { Sockets } from '../../lambdas/chat/ports/sockets.ts';
import type { Store } from '../../lambdas/chat/ports/store.ts';
import { createStore } from '../../lambdas/data/store.ts';
import { TableClient } from '../../lambdas/data/table-client.ts';
import type { Dynamo } from '../../lambdas/data/dynamo.ts';
import type { Random } from './random.ts';
import type { World } from './world.ts';

type Named = { SK: { S: string } };

/** Lets the requests of several processes through one at a time, in an order that the seed decides. */
export class Interleaving {
  /** What was let through, in order. */
  readonly order: string[] = [];
  private waiting: { name: string; go: () => void }[] = [];
  private isBusy = false;

  constructor(
    private readonly world: World,
    private readonly random: Random,
  ) {}

  /** The store of one process among them, and sockets. */
  process(name: string): { store: Store; sockets: Sockets } {
    const dynamo: Dynamo = {
      call: (operation, input) => {
        const { Key, Item } = input as { Key?: Named; Item?: Named };
        return this.pass(`${name}: ${operation} ${(Key ?? Item)?.SK.S ?? ''}`, () =>
          this.world.dynamo.call(operation, input),
        );
      },
    };
    return {
      store: createStore(new TableClient(dynamo, this.world.tableName)),
      sockets: this.world.as('nobody').sockets,
    };
  }

  private async pass<T>(name: string, call: () => Promise<T>): Promise<T> {
    await new Promise<void>((go) => {
      this.waiting.push({ name, go });
      this.plan();
    });
    try {
      return await call();
    } finally {
      this.isBusy = false;
      this.plan();
    }
  }

  /** Once everybody who has got an answer has asked for what comes next. */
  private plan(): void {
    setImmediate(() => this.next());
  }

  private next(): void {
    if (this.isBusy) return;
    const [one] = this.waiting.splice(this.random.below(this.waiting.length), 1);
    if (one === undefined) return;
    this.isBusy = true;
    this.order.push(one.name);
    one.go();
  }
}
