import type { FunctionModel } from '../runtime/functions.ts';
import type { Faults } from '../runtime/settings.ts';
import type { Crashes } from './crashes.ts';
import { ExecutionEnvironment, type Answer, type InternalEndpoint, type Invocation } from './execution-environment.ts';
import { failures, maxResponseBytes } from './failures.ts';
import type { InvokeOutcome } from '../runtime/functions.ts';
import type { LogSink } from '../runtime/log-sink.ts';

export interface PoolOptions {
  environment: Record<string, string>;
  internal: InternalEndpoint;
  log: LogSink;
  /** Maximum workers at a time; more invocations wait. */
  concurrency: number;
  /** Start a new worker for each invocation. */
  fresh: boolean;
  faults: Faults;
  crashes: Crashes;
  /** The living environments by their session tokens; the pool keeps its own up to date. */
  known: Map<string, ExecutionEnvironment>;
}

interface Waiting extends Invocation {
  onStart: () => void;
  resolve: (outcome: InvokeOutcome) => void;
}

/**
 * The execution environments of one function. An invocation takes an idle one. If there is none, another is started,
 * and the invocation takes whichever is free first. They start one at a time, so that a burst does not start more than
 * it needs: Lambda starts one for each invocation, but here they share a few processors.
 */
export class FunctionPool {
  readonly #model: FunctionModel;
  readonly #options: PoolOptions;
  readonly #all = new Set<ExecutionEnvironment>();
  readonly #idle: ExecutionEnvironment[] = [];
  readonly #queue: Waiting[] = [];
  #starting = 0;
  #closed = false;

  constructor(model: FunctionModel, options: PoolOptions) {
    this.#model = model;
    this.#options = options;
  }

  /** Calls `onStart` when a worker takes the invocation. */
  invoke(invocation: Invocation, onStart: () => void = () => undefined): Promise<InvokeOutcome> {
    return new Promise((resolve) => {
      this.#queue.push({ ...invocation, onStart, resolve });
      if (this.#closed) this.#cutOff();
      else this.#dispatch();
    });
  }

  /** Ends every worker. Running, waiting and later invocations fail. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#cutOff();
    await Promise.all([...this.#all].map((environment) => environment.close()));
  }

  #cutOff(): void {
    for (const { requestId, resolve } of this.#queue.splice(0)) {
      resolve({ requestId, payload: failures.exited(requestId, null), failed: true });
    }
  }

  /** Passes waiting invocations to idle environments, and starts another if some are left. */
  #dispatch(): void {
    while (this.#queue.length > 0 && this.#idle.length > 0) {
      const environment = this.#idle.pop()!;
      if (environment.ended) this.#forget(environment);
      else void this.#run(environment, this.#queue.shift()!);
    }
    const wanted = this.#options.fresh ? this.#queue.length : Math.min(this.#queue.length, 1);
    while (this.#starting < wanted && this.#all.size < this.#options.concurrency) void this.#start();
  }

  async #start(): Promise<void> {
    const environment = this.#create();
    this.#starting += 1;
    const answer = await environment.start(this.#queue[0]?.requestId ?? '');
    this.#starting -= 1;
    if (answer.kind === 'ready') this.#idle.push(environment);
    else this.#failStart(environment, answer);
    this.#dispatch();
  }

  #create(): ExecutionEnvironment {
    const { environment: variables, internal, log, faults, known } = this.#options;
    const clockSkewMs = faults.LOCAL_CLOCK_SKEW_MS;
    const environment = new ExecutionEnvironment(this.#model, { variables, internal, log, clockSkewMs });
    this.#all.add(environment);
    known.set(environment.sessionToken, environment);
    return environment;
  }

  #forget(environment: ExecutionEnvironment): void {
    this.#all.delete(environment);
    this.#options.known.delete(environment.sessionToken);
  }

  /** Code that does not load fails one invocation; the next one loads it again, as on Lambda. */
  #failStart(environment: ExecutionEnvironment, answer: Answer): void {
    this.#forget(environment);
    const waiting = this.#queue.shift();
    waiting?.resolve(outcomeOf(waiting.requestId, answer));
  }

  async #run(environment: ExecutionEnvironment, waiting: Waiting): Promise<void> {
    const { onStart, resolve: _, ...invocation } = waiting;
    onStart();
    const { crashes, faults } = this.#options;
    const answer = await environment.run(invocation, crashes.take(this.#model.shortName, invocation.payload, faults));
    waiting.resolve(outcomeOf(waiting.requestId, answer));
    if (this.#options.fresh && !environment.ended) await environment.close();
    if (environment.ended) this.#forget(environment);
    else this.#idle.push(environment);
    this.#dispatch();
  }
}

function outcomeOf(requestId: string, { kind, payload, printed }: Answer): InvokeOutcome {
  const outcome = { requestId, payload, ...(printed !== undefined && { printed }) };
  if (kind !== 'done') return { ...outcome, failed: true };
  // A UTF-16 unit takes at most three bytes of UTF-8.
  const bytes = payload.length * 3 > maxResponseBytes ? Buffer.byteLength(payload) : 0;
  if (bytes > maxResponseBytes) return { ...outcome, payload: failures.responseTooLarge(bytes), failed: true };
  return { ...outcome, failed: false };
}
