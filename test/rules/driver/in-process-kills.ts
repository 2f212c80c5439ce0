import type { Sockets } from '../../../lambdas/chat/ports/sockets.ts';
import type { Store } from '../../../lambdas/chat/ports/store.ts';
import type { Ended, FunctionName, KillOrder, Watched } from './kills.ts';
import { MortalProcess, type Outside } from './mortal-process.ts';

/** What a handler works with. */
export interface Parts {
  store: Store;
  sockets: Sockets;
}

/** The handler of a function, with its event. */
type Program<T> = (parts: Parts) => Promise<T>;

/** An invocation that is watched. It may be yet to come. */
class WatchedInvocation implements Watched {
  readonly ended: Promise<Ended>;
  private end: (ended: Ended) => void = () => undefined;
  private program: Program<unknown> | null = null;

  constructor(
    readonly order: KillOrder,
    private readonly process: MortalProcess,
    private readonly living: Parts,
  ) {
    this.ended = new Promise((resolve) => (this.end = resolve));
  }

  async run<T>(program: Program<T>): Promise<T | null> {
    this.program = program;
    let died = false;
    try {
      const result = await this.process.run(program);
      died = result === null;
      return result;
    } finally {
      this.end({ died, calls: this.process.calls });
    }
  }

  readonly redeliver = async () => this.program?.(this.living);
}

/** Runs the handlers of a chat, each watched invocation in a process of its own that may be killed. */
export class Invocations {
  private readonly planned: WatchedInvocation[] = [];

  constructor(
    private readonly outside: Outside,
    private readonly living: Parts,
  ) {}

  watch(order: KillOrder): Watched {
    const invocation = new WatchedInvocation(order, new MortalProcess(this.outside, order.death), this.living);
    this.planned.push(invocation);
    return invocation;
  }

  /** Invokes a function. Null if its process died. */
  async run<T>(name: FunctionName, event: unknown, program: Program<T>): Promise<T | null> {
    const text = JSON.stringify(event);
    const at = this.planned.findIndex(({ order }) => order.function === name && text.includes(order.match));
    return at < 0 ? program(this.living) : this.planned.splice(at, 1)[0]!.run(program);
  }
}
