import { randomUUID } from 'node:crypto';
import { happens } from '../runtime/faults.ts';
import type { Faults } from '../runtime/settings.ts';

/**
 * Which invocation dies: the next one of the function whose event contains the text, after `afterCalls` calls
 * to AWS services.
 */
export interface CrashOrder {
  /** The function's short name. */
  functionName: string;
  match: string;
  /** If the invocation makes exactly this many calls it dies instead of returning; if it makes fewer it survives. */
  afterCalls: number;
}

/** What has become of an order. */
export interface CrashReport {
  state: 'waiting' | 'running' | 'died' | 'lived';
  /** The calls to AWS services that the invocation has made, in order. */
  calls: string[];
}

/** The planned death of one invocation. */
export class Crash {
  readonly report: CrashReport = { state: 'waiting', calls: [] };

  constructor(private readonly afterCalls: number) {}

  /** Whether the process survives to make one more call. */
  survives(operation: string): boolean {
    if (this.report.calls.length >= this.afterCalls) return this.#end('died');
    this.report.calls.push(operation);
    return true;
  }

  /** Whether the process survives to return its result. */
  survivesAnswer(): boolean {
    return this.#end(this.report.calls.length === this.afterCalls ? 'died' : 'lived');
  }

  #end(state: 'died' | 'lived'): boolean {
    this.report.state = state;
    return state === 'lived';
  }
}

/** Maximum calls before a process that dies by chance: about as many as a long handler makes. */
const mostCallsByChance = 12;

/** Which invocations die: those that were ordered, and some by chance (`LOCAL_FUNCTION_CRASH`). */
export class Crashes {
  readonly #waiting: { order: CrashOrder; crash: Crash }[] = [];
  readonly #reports = new Map<string, CrashReport>();

  /** Returns the id of the order's report. */
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

  /** The planned death of an invocation that starts now, or null. An order applies to one invocation. */
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
