import type { Recipient } from '../../lambdas/chat/model/types.ts';
import type { Sockets } from '../../lambdas/chat/ports/sockets.ts';
import type { Store } from '../../lambdas/chat/ports/store.ts';
import { createStore } from '../../lambdas/data/store.ts';
import { TableClient } from '../../lambdas/data/table-client.ts';
import type { Dynamo } from '../../lambdas/data/dynamo.ts';
import { Waves, type Place } from '../../measure/waves.ts';
import type { World } from './world.ts';

/** When a process dies: in which wave of its calls, and which calls of that wave still reach the other side. */
export interface Death {
  wave: number;
  done: number[];
}

const never = new Promise<never>(() => undefined);

export type Ended<T> = { died: true } | { died: false; result: T };

/**
 * The store and the sockets as a process has them that dies at a given point: every DynamoDB request and every push is a
 * call. Once it is dead it makes no further call and hears no answer, so that nothing of the program goes on.
 */
export class MortalProcess {
  /** What was called, wave by wave. */
  readonly calls: string[][] = [];
  readonly store: Store;
  readonly sockets: Sockets;
  private readonly waves = new Waves();
  private readonly made: Promise<unknown>[] = [];
  private die: () => void = () => undefined;
  private readonly death = new Promise<void>((resolve) => (this.die = resolve));

  constructor(
    world: World,
    private readonly when?: Death,
  ) {
    const { sockets } = world.as('nobody');
    const dynamo: Dynamo = {
      call: (operation, input) => this.call(operation, () => world.dynamo.call(operation, input)),
    };
    this.store = createStore(new TableClient(dynamo, world.tableName));
    this.sockets = {
      post: async <R extends Recipient>(recipients: R[], frame: Parameters<Sockets['post']>[1]) => {
        const each = recipients.map((one) =>
          this.call(`${frame.event} to ${one.connectionId}`, () => sockets.post([one], frame)),
        );
        return (await Promise.all(each)).flat();
      },
      close: (connectionId) => this.call(`close ${connectionId}`, () => sockets.close(connectionId)),
    };
  }

  private call<T>(name: string, make: () => Promise<T>): Promise<T> {
    return this.waves.pass(async (place) => {
      (this.calls[place.wave] ??= []).push(name);
      if (!this.reaches(place)) return never;
      const answer = make();
      // Nobody is there any more to hear of its failure.
      this.made.push(answer.catch(() => undefined));
      if (place.wave !== this.when?.wave) return answer;
      return never;
    });
  }

  private reaches({ wave, index }: Place): boolean {
    if (this.when === undefined || wave < this.when.wave) return true;
    // All calls of the wave are made before this turn ends.
    setImmediate(() => void Promise.all(this.made).then(this.die));
    return wave === this.when.wave && this.when.done.includes(index);
  }

  async run<T>(work: (outside: { store: Store; sockets: Sockets }) => Promise<T>): Promise<Ended<T>> {
    return Promise.race([
      work({ store: this.store, sockets: this.sockets }).then((result): Ended<T> => ({ died: false, result })),
      this.death.then((): Ended<T> => ({ died: true })),
    ]);
  }
}

/**
 * Every death of a program that makes these calls: in each wave before, between and after its calls, or with one of those
 * that go together lost while the others are done; at the end, with everything done but the reply.
 */
export function deathsOf(calls: string[][]): Death[] {
  return calls.flatMap((names, wave) => {
    const all = names.map((_, index) => index);
    const partly = all.flatMap((index) => [all.slice(0, index), all.filter((one) => one !== index)]);
    const sets = wave === calls.length - 1 ? [...partly, all] : partly;
    return [...new Map(sets.map((done) => [done.join(), { wave, done }])).values()];
  });
}
