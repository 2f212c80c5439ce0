import { randomBytes, randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { traceId } from '../primitives/ids.ts';
import type { FunctionModel } from '../runtime/functions.ts';
import type { Crash } from './crashes.ts';
import { logGroupName } from './environment.ts';
import { failures } from './failures.ts';
import type { LogSink } from '../runtime/log-sink.ts';

/** One invocation of a handler. `payload` is JSON. */
export interface Invocation {
  requestId: string;
  payload: string;
  clientContext: unknown;
  keepPrinted: boolean;
}

type AnswerKind = 'ready' | 'done' | 'failed' | 'crashed';

/** A worker's answer to an invocation, or to its own start (`ready`). */
export interface Answer {
  kind: AnswerKind;
  /** JSON; empty if `ready`. */
  payload: string;
  /** What the code printed, if it was to be kept. */
  printed?: string | undefined;
}

/** Lambda's limit for loading the code. @see https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html */
const initTimeoutMs = 10_000;
const bootstrap = fileURLToPath(new URL('./bootstrap.mjs', import.meta.url));

/** A worker with one function's bundle. It runs one invocation at a time and keeps its memory between them. */
export class ExecutionEnvironment {
  /** True if the worker cannot take another invocation. */
  ended = false;
  readonly #worker: Worker;
  readonly #model: FunctionModel;
  /** Its calls carry this token, which distinguishes them from those of the function's other processes. */
  readonly sessionToken = randomUUID();
  #crash: Crash | null = null;
  #current: { requestId: string; resolve: (answer: Answer) => void; timer: NodeJS.Timeout } | null = null;

  constructor(model: FunctionModel, environment: Record<string, string>, log: LogSink, clockSkewMs: number) {
    this.#model = model;
    const logStreamName = `local/[$LATEST]${randomUUID().replaceAll('-', '')}`;
    this.#worker = new Worker(bootstrap, {
      workerData: {
        ...workerDataOf(model),
        logStreamName,
        onlyErrors: log.onlyErrors,
        clockSkewMs: Math.round((2 * Math.random() - 1) * clockSkewMs),
      },
      env: { ...environment, AWS_LAMBDA_LOG_STREAM_NAME: logStreamName, AWS_SESSION_TOKEN: this.sessionToken },
      execArgv: [],
      stdout: true,
      stderr: true,
      resourceLimits: { maxOldGenerationSizeMb: model.memoryMb },
    });
    for (const stream of [this.#worker.stdout, this.#worker.stderr]) {
      stream.setEncoding('utf8').on('data', (chunk: string) => log.output(model.shortName, chunk));
    }
    this.#worker.on('message', ([kind, payload, printed]: [AnswerKind, string, string?]) =>
      this.#answer({ kind, payload, printed }),
    );
    // The worker catches what its code throws, so an error here means that the heap is full.
    this.#worker.on('error', () => this.#end('signal: killed'));
    this.#worker.on('exit', (code) => this.#end(code === 0 ? null : `exit status ${code}`));
  }

  /** Loads the bundle. Resolves with `ready`, or with a failure that names the request. */
  start(requestId: string): Promise<Answer> {
    return this.#exchange(requestId, initTimeoutMs);
  }

  /** Runs one invocation, which `crash` may end. The caller waits for the answer before the next. Never rejects. */
  run({ requestId, payload, clientContext, keepPrinted }: Invocation, crash: Crash | null = null): Promise<Answer> {
    this.#crash = crash;
    const answer = this.#exchange(requestId, this.#model.timeoutMs);
    this.#worker.postMessage([
      requestId,
      payload,
      Date.now() + this.#model.timeoutMs,
      clientContext,
      keepPrinted,
      traceHeader(),
    ]);
    return answer;
  }

  /** Called before each call that the code makes. False if the process is dead or dies now. */
  passes(operation: string): boolean {
    if (this.ended) return false;
    if (this.#crash === null || this.#crash.survives(operation)) return true;
    this.#die();
    return false;
  }

  #die(): void {
    void this.close();
    this.#end('signal: killed');
  }

  async close(): Promise<void> {
    this.ended = true;
    await this.#worker.terminate();
  }

  #exchange(requestId: string, timeoutMs: number): Promise<Answer> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => this.#timeOut(requestId, timeoutMs), timeoutMs);
      this.#current = { requestId, resolve, timer };
    });
  }

  #timeOut(requestId: string, timeoutMs: number): void {
    this.#settle({ kind: 'crashed', payload: failures.timedOut(requestId, timeoutMs) });
    void this.close();
  }

  #end(reason: string | null): void {
    this.ended = true;
    if (this.#current) this.#settle({ kind: 'crashed', payload: failures.exited(this.#current.requestId, reason) });
  }

  #answer(answer: Answer): void {
    const dies = answer.kind === 'done' && this.#crash?.survivesAnswer() === false;
    if (dies) this.#die();
    else this.#settle(answer);
  }

  #settle(answer: Answer): void {
    if (answer.kind === 'crashed') this.ended = true;
    const current = this.#current;
    this.#current = null;
    clearTimeout(current?.timer);
    current?.resolve(answer);
  }
}

/** As Lambda generates it for an invocation that is not traced. */
function traceHeader(): string {
  return `${traceId(Date.now())};Parent=${randomBytes(8).toString('hex')};Sampled=0`;
}

function workerDataOf(model: FunctionModel): Record<string, unknown> {
  return {
    codeFolder: model.codeFolder,
    handlerName: model.handler,
    functionName: model.name,
    functionArn: model.arn,
    memoryMb: model.memoryMb,
    logGroupName: logGroupName(model),
  };
}
