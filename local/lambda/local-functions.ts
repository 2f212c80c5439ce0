import { randomUUID } from 'node:crypto';
import type { FunctionModel } from '../model.ts';
import type { Stats } from '../stats.ts';
import { AsyncInvoker, type DeadLetterSender } from './async-invoker.ts';
import { environmentOf, type ServiceEndpoints } from './environment.ts';
import { FunctionPool } from './function-pool.ts';
import { UnknownFunctionError, type Functions, type InvokeOptions, type InvokeOutcome } from './functions.ts';
import type { LogSink } from './log-sink.ts';

export interface LocalFunctionsOptions {
  functions: FunctionModel[];
  endpoints: ServiceEndpoints;
  stats: Stats;
  log: LogSink;
  deadLetters: DeadLetterSender;
  concurrency: number;
  fresh: boolean;
  asyncRetryDelayMs: number;
}

interface Entry {
  model: FunctionModel;
  pool: FunctionPool;
}

/** Runs the functions' bundles in worker threads of this process. */
export class LocalFunctions implements Functions {
  readonly #entries = new Map<string, Entry>();
  readonly #stats: Stats;
  readonly #log: LogSink;
  readonly #async: AsyncInvoker;

  constructor({ functions, endpoints, stats, log, deadLetters, concurrency, fresh, asyncRetryDelayMs }: LocalFunctionsOptions) {
    for (const model of functions) {
      const pool = new FunctionPool(model, { environment: environmentOf(model, endpoints), log, concurrency, fresh });
      for (const name of [model.arn, model.name, model.shortName]) this.#entries.set(name, { model, pool });
    }
    this.#stats = stats;
    this.#log = log;
    this.#async = new AsyncInvoker({ invoke: this.#invoke.bind(this), deadLetters, log, firstDelayMs: asyncRetryDelayMs });
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
    this.#async.close();
    await Promise.all([...new Set(this.#entries.values())].map(({ pool }) => pool.close()));
  }

  async #invoke(model: FunctionModel, payload: string, options: InvokeOptions): Promise<InvokeOutcome> {
    const { requestId = randomUUID(), clientContext, onStart } = options;
    const outcome = await this.#require(model.arn).pool.invoke({ requestId, payload, clientContext }, onStart);
    this.#stats.countInvocation(model.shortName, outcome.failed);
    if (outcome.failed) this.#report(model, outcome);
    return outcome;
  }

  /** `Unauthorized` thrown is how an authorizer answers 401: no failure to tell anybody about. */
  #report(model: FunctionModel, { payload }: InvokeOutcome): void {
    const { errorType, errorMessage } = JSON.parse(payload) as { errorType: string; errorMessage: string };
    if (errorMessage !== 'Unauthorized') this.#log.failure(model.shortName, `${errorType}: ${errorMessage.replace(/\s+/g, ' ')}`);
  }

  #find(nameOrArn: string): Entry | undefined {
    const entry = this.#entries.get(nameOrArn);
    if (entry) return entry;
    // `name`, `account:function:name` or a full ARN, each with or without `:qualifier`.
    const [, name] = /^(?:(?:arn:aws:lambda:[^:]+:)?(?:[^:]+:)?function:)?([\w-]+)(?::[\w$-]+)?$/.exec(nameOrArn) ?? [];
    return this.#entries.get(name ?? '');
  }

  #require(nameOrArn: string): Entry {
    const entry = this.#find(nameOrArn);
    if (!entry) throw new UnknownFunctionError(`Function not found: ${nameOrArn}`);
    return entry;
  }
}
