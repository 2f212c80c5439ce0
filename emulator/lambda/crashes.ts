import { randomUUID } from 'node:crypto';
import { happens } from '../runtime/faults.ts';
import type { Faults } from '../runtime/settings.ts';

/** Which invocation is to die: the next one of the function whose event has the text, once it has made so many calls. */
export interface CrashOrder {
  /** The function's name on one machine. */
  functionName: string;
  match: string;
  /** With as many as the invocation makes, it dies instead of answering; with more, it lives. */
  afterCalls: number;
}

/** What became of an order. */
export interface CrashReport {
  state: 'waiting' | 'running' | 'died' | 'lived';
  /** The calls to AWS services that the invocation had made, in their order. */
  calls: string[];
}

/** The end that is meant for one invocation. */
export class Crash {
  readonly report: CrashReport = { state: 'waiting', calls: [] };

  constructor(private readonly afterCalls: number) {}

  /** Whether the process is there to make one more call. */
  survives(operation: string): boolean {
    if (this.report.calls.length >= this.afterCalls) return this.#end('died');
    this.report.calls.push(operation);
    return true;
  }

  /** Whether it is there to give its answer. */
  survivesAnswer(): boolean {
    return this.#end(this.report.calls.length === this.afterCalls ? 'died' : 'lived');
  }

  #end(state: 'died' | 'lived'): boolean {
    this.report.state = state;
    return state === 'lived';
  }
}

/** The most calls after which a process dies by chance: about as many as the longest of the functions makes. */
const mostCallsByChance = 12;

/** The processes that are to die: those that were asked for one by one, and some by chance (`LOCAL_FUNCTION_CRASH`). */
export class Crashes {
  readonly #waiting: { order: CrashOrder; crash: Crash }[] = [];
  readonly #reports = new Map<string, CrashReport>();

  /** Gives the id of the order's report. */
  order(order: CrashOrder): string {
    const crash = new Crash(order.afterCalls);
    const id = randomUUID();
    this.#waiting.push({ order, crash });
    this.#reports.set(id, crash.report);
    return id;
  }

  find(id: string): CrashReport | undefined {
    return this.#reports.get(id);
  }

  /** What is meant for an invocation that starts now. An order is for one invocation. */
  take(functionName: string, payload: string, faults: Faults): Crash | null {
    const at = this.#waiting.findIndex(
      ({ order }) => order.functionName === functionName && payload.includes(order.match),
    );
    if (at >= 0) return this.#start(this.#waiting.splice(at, 1)[0]!.crash);
    return happens(faults, 'LOCAL_FUNCTION_CRASH') ? new Crash(Math.floor(Math.random() * mostCallsByChance)) : null;
  }

  #start(crash: Crash): Crash {
    crash.report.state = 'running';
    return crash;
  }
}
