import type { Recipient } from '../../../lambdas/chat/model/types.ts';
import type { Sockets } from '../../../lambdas/chat/ports/sockets.ts';
import type { Store } from '../../../lambdas/chat/ports/store.ts';
import type { Dynamo } from '../../../lambdas/data/dynamo.ts';
import { createStore } from '../../../lambdas/data/store.ts';
import { TableClient } from '../../../lambdas/data/table-client.ts';
import { Waves, type Place } from '../../../measure/waves.ts';
import type { Death } from './kills.ts';

const never = new Promise<never>(() => undefined);

/** What a process reaches: a table and connections. */
export interface Outside {
  dynamo: Dynamo;
  tableName: string;
  sockets: Sockets;
}

/**
 * The store and the sockets of a process that is killed at a given point: every DynamoDB request and every push is a
 * call. A dead process makes no further call and gets no answer, so that nothing of the program goes on.
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
    { dynamo, tableName, sockets }: Outside,
    private readonly when?: Death,
  ) {
    const mortal: Dynamo = {
      call: (operation, input) => this.call(operation, () => dynamo.call(operation, input)),
    };
    this.store = createStore(new TableClient(mortal, tableName));
    this.sockets = {
      post: async <R extends Recipient>(recipients: R[], frame: Parameters<Sockets['post']>[1]) => {
        const each = recipients.map((one) =>
          this.call(`${frame.event} to ${one.connectionId}`, () => sockets.post([one], frame)),
        );
        return (await Promise.all(each)).flat();
      },
      close: (connection) => this.call(`close ${connection.connectionId}`, () => sockets.close(connection)),
    };
  }

  private call<T>(name: string, make: () => Promise<T>): Promise<T> {
    return this.waves.pass(async (place) => {
      (this.calls[place.wave] ??= []).push(name);
      if (!this.reaches(place)) return never;
      const answer = make();
      // Nobody is left to handle its failure.
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

  /** Runs the program in this process; null if it died. */
  run<T>(program: (parts: { store: Store; sockets: Sockets }) => Promise<T>): Promise<T | null> {
    return Promise.race([program(this), this.death.then(() => null)]);
  }
}
