import { randomBytes, randomUUID } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { traceId } from '../primitives/ids.ts';
import type { RequestHead } from '../primitives/request-target.ts';
import type { Answer as HttpAnswer } from '../primitives/respond.ts';
import type { FindAnswer } from '../runtime/calls.ts';
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

/** Where the app's services answer functions by http, and what answers the calls that need no socket. */
export interface InternalEndpoint {
  url: string;
  findAnswer: FindAnswer;
}

export interface EnvironmentOptions {
  variables: Record<string, string>;
  internal: InternalEndpoint;
  log: LogSink;
  /** The clock of the process is wrong by at most this, in either direction. */
  clockSkewMs: number;
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

/** A call of the code: its id, method, path, headers and body, one character a byte. */
type CallMessage = ['call', number, string, string, IncomingHttpHeaders, string];

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
  readonly #findAnswer: FindAnswer;
  #crash: Crash | null = null;
  #current: { requestId: string; resolve: (answer: Answer) => void; timer: NodeJS.Timeout } | null = null;

  constructor(model: FunctionModel, { variables, internal, log, clockSkewMs }: EnvironmentOptions) {
    this.#model = model;
    this.#findAnswer = internal.findAnswer;
    const logStreamName = `local/[$LATEST]${randomUUID().replaceAll('-', '')}`;
    this.#worker = new Worker(bootstrap, {
      workerData: {
        ...workerDataOf(model),
        logStreamName,
        internalUrl: internal.url,
        onlyErrors: log.onlyErrors,
        clockSkewMs: Math.round((2 * Math.random() - 1) * clockSkewMs),
      },
      env: { ...variables, AWS_LAMBDA_LOG_STREAM_NAME: logStreamName, AWS_SESSION_TOKEN: this.sessionToken },
      execArgv: [],
      stdout: true,
      stderr: true,
      resourceLimits: { maxOldGenerationSizeMb: model.memoryMb },
    });
    for (const stream of [this.#worker.stdout, this.#worker.stderr]) {
      stream.setEncoding('utf8').on('data', (chunk: string) => log.output(model.shortName, chunk));
    }
    this.#worker.on('message', (message: CallMessage | [AnswerKind, string, string?]) => {
      if (message[0] === 'call') void this.#call(message);
      else this.#answer({ kind: message[0], payload: message[1], printed: message[2] });
    });
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
    const deadlineMs = Date.now() + this.#model.timeoutMs;
    this.#worker.postMessage(['run', requestId, payload, deadlineMs, clientContext, keepPrinted, traceHeader()]);
    return answer;
  }

  /** Called before each call that the code makes. False if the process is dead or dies now. */
  passes(call: RequestHead): boolean {
    if (this.ended) return false;
    if (this.#crash === null || this.#crash.survives(operationOf(call))) return true;
    this.#die();
    return false;
  }

  /** Answers a call that came without a socket; null if it needs one. A dead process gets no answer. */
  async #call([, id, method, url, headers, body]: CallMessage): Promise<void> {
    const head = { method, url, headers };
    const find = this.#findAnswer(head);
    if (find !== undefined && !this.passes(head)) return;
    const answer = await find?.({ ...head, body: Buffer.from(body, 'latin1') });
    if (!this.ended) this.#worker.postMessage(['answer', id, answer && toMessage(answer)]);
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

/** With the date by which clients correct their clocks, as every HTTP server sends it. */
function toMessage({ status, headers, body }: HttpAnswer): Record<string, unknown> {
  return { status, headers: { ...headers, date: new Date().toUTCString() }, body: body.toString('latin1') };
}

function operationOf({ method, url, headers }: RequestHead): string {
  return String(headers['x-amz-target'] ?? `${method} ${url?.replace(/\?.*$/, '')}`);
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
