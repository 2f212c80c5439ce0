import { randomUUID } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import { happens } from '../runtime/faults.ts';
import type { RequestHead } from '../primitives/request-target.ts';
import type { FunctionModel } from '../runtime/functions.ts';
import type { Faults } from '../runtime/settings.ts';
import type { InvocationCounter } from './invocation-counter.ts';
import { AsyncInvoker } from './async-invoker.ts';
import type { DeadLetters } from '../runtime/dead-letters.ts';
import type { Crashes } from './crashes.ts';
import { environmentOf, type ServiceEndpoints } from './environment.ts';
import type { ExecutionEnvironment, InternalEndpoint } from './execution-environment.ts';
import { localNameOf } from './function-name.ts';
import { FunctionPool } from './function-pool.ts';
import { UnknownFunctionError, type Functions, type InvokeOptions, type InvokeOutcome } from '../runtime/functions.ts';
import type { LogSink } from '../runtime/log-sink.ts';

export interface LocalFunctionsOptions {
  functions: FunctionModel[];
  endpoints: ServiceEndpoints;
  /** The endpoint that functions reach without a socket, and what answers them there. */
  internal: InternalEndpoint;
  invocations: InvocationCounter;
  log: LogSink;
  deadLetters: DeadLetters;
  concurrency: number;
  fresh: boolean;
  asyncRetryDelayMs: number;
  faults: Faults;
  crashes: Crashes;
}

interface Entry {
  model: FunctionModel;
  pool: FunctionPool;
}

/** Runs the functions' bundles in worker threads of this process. */
export class LocalFunctions implements Functions {
  readonly #entries = new Map<string, Entry>();
  readonly #invocations: InvocationCounter;
  readonly #log: LogSink;
  readonly #async: AsyncInvoker;
  readonly #faults: Faults;
  #closed = false;
  /** By the session token that a process signs its calls with. */
  readonly #environments = new Map<string, ExecutionEnvironment>();

  constructor({
    functions,
    endpoints,
    internal,
    invocations,
    log,
    deadLetters,
    concurrency,
    fresh,
    asyncRetryDelayMs,
    faults,
    crashes,
  }: LocalFunctionsOptions) {
    for (const model of functions) {
      const pool = new FunctionPool(model, {
        environment: environmentOf(model, endpoints),
        internal,
        log,
        concurrency,
        fresh,
        faults,
        crashes,
        known: this.#environments,
      });
      for (const name of [model.arn, model.name, model.shortName]) this.#entries.set(name, { model, pool });
    }
    this.#invocations = invocations;
    this.#log = log;
    this.#faults = faults;
    this.#async = new AsyncInvoker({
      invoke: this.#invoke.bind(this),
      deadLetters,
      log,
      firstDelayMs: asyncRetryDelayMs,
    });
  }

  find(nameOrArn: string): FunctionModel | undefined {
    return this.#find(nameOrArn)?.model;
  }

  invoke(nameOrArn: string, payload: string, options: InvokeOptions = {}): Promise<InvokeOutcome> {
    return this.#invoke(this.#require(nameOrArn).model, payload, options);
  }

  invokeAsync(nameOrArn: string, payload: string): string {
    const requestId = randomUUID();
    this.#async.accept(this.#require(nameOrArn).model, payload, requestId);
    return requestId;
  }

  settled(): Promise<void> {
    return this.#async.settled();
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#async.close();
    await Promise.all([...new Set(this.#entries.values())].map(({ pool }) => pool.close()));
  }

  async #invoke(model: FunctionModel, payload: string, options: InvokeOptions): Promise<InvokeOutcome> {
    const { requestId = randomUUID(), clientContext, keepPrinted = false, onStart } = options;
    const { pool } = this.#require(model.arn);
    const invocation = { requestId, payload, clientContext, keepPrinted };
    if (happens(this.#faults, 'LOCAL_INVOCATION_REPEAT')) void this.#late().then(() => pool.invoke(invocation));
    await this.#late();
    const outcome = await pool.invoke(invocation, onStart);
    this.#invocations.count(model.shortName, outcome);
    // An invocation that ends with the app is not the function's failure.
    if (outcome.failed && !this.#closed) this.#report(model, outcome);
    return outcome;
  }

  /** Whether the process that sent the request is alive. It may be ordered to die at this call. */
  mayCall(request: RequestHead): boolean {
    return this.#environments.get(String(request.headers['x-amz-security-token']))?.passes(request) ?? true;
  }

  async #late(): Promise<void> {
    const mostMs = this.#faults.LOCAL_INVOCATION_DELAY_MS;
    if (mostMs > 0) await setTimeout(Math.random() * mostMs);
  }

  /** An authorizer throws `Unauthorized` for a 401, so that is not reported as a failure. */
  #report(model: FunctionModel, { payload }: InvokeOutcome): void {
    const { errorType, errorMessage } = JSON.parse(payload) as { errorType: string; errorMessage: string };
    if (errorMessage !== 'Unauthorized')
      this.#log.failure(model.shortName, `${errorType}: ${errorMessage.replace(/\s+/g, ' ')}`);
  }

  #find(nameOrArn: string): Entry | undefined {
    return this.#entries.get(nameOrArn) ?? this.#entries.get(localNameOf(nameOrArn) ?? '');
  }

  #require(nameOrArn: string): Entry {
    const entry = this.#find(nameOrArn);
    if (!entry) throw new UnknownFunctionError(`Function not found: ${nameOrArn}`);
    return entry;
  }
}
