import type { DeadLetters } from './dead-letters.ts';
import type { Functions } from './functions.ts';
import type { MessageQueues } from './message-queues.ts';
import type { TableStreams } from './table-streams.ts';

/** What services do for one another. A new way to do so is added here, as an interface. */
interface Contracts {
  deadLetters: DeadLetters;
  functions: Functions;
  messageQueues: MessageQueues;
  tableStreams: TableStreams;
}

/** The services that have started so far, by their contracts. */
export class SharedServices {
  readonly #provided: Partial<Contracts> = {};

  provide<N extends keyof Contracts>(name: N, service: Contracts[N]): void {
    this.#provided[name] = service;
  }

  /** Throws if the plugin that provides it has not started: plugins start in the order of the list in `plugins.ts`. */
  require<N extends keyof Contracts>(name: N): Contracts[N] {
    const service = this.#provided[name];
    if (service === undefined) throw new Error(`no plugin has provided ${name} so far`);
    return service as Contracts[N];
  }
}
