import { setTimeout } from 'node:timers/promises';
import type { DeadLetters, MessageAttributes } from '../runtime/dead-letters.ts';
import type { FunctionModel, InvokeOptions, InvokeOutcome } from '../runtime/functions.ts';
import type { LogSink } from '../runtime/log-sink.ts';

interface AsyncInvokerOptions {
  invoke: (model: FunctionModel, payload: string, options: InvokeOptions) => Promise<InvokeOutcome>;
  deadLetters: DeadLetters;
  log: LogSink;
  firstDelayMs: number;
  /** Waits before a retry, until `signal` ends it. */
  pause?: (delayMs: number, signal: AbortSignal) => Promise<void>;
}

interface GivenUp {
  condition: 'RetriesExhausted' | 'EventAgeExceeded';
  attempts: number;
  outcome: InvokeOutcome;
}

/**
 * `Event` invocations. A failed one is retried (on AWS after one and two minutes) as often and as long as the function
 * is configured, then sent to its on-failure destination and its dead-letter queue.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html
 */
export class AsyncInvoker {
  readonly #options: AsyncInvokerOptions;
  readonly #pending = new Set<Promise<void>>();
  readonly #closing = new AbortController();

  constructor(options: AsyncInvokerOptions) {
    this.#options = options;
  }

  accept(model: FunctionModel, payload: string, requestId: string): void {
    const work = this.#work(model, payload, requestId).finally(() => this.#pending.delete(work));
    this.#pending.add(work);
  }

  async settled(): Promise<void> {
    while (this.#pending.size > 0) await Promise.all(this.#pending);
  }

  /** Starts no more retries. */
  close(): void {
    this.#closing.abort();
  }

  async #work(model: FunctionModel, payload: string, requestId: string): Promise<void> {
    const givenUp = await this.#attempt(model, payload, requestId);
    if (!givenUp || this.#closing.signal.aborted) return;
    try {
      this.#deliver(model, payload, givenUp);
    } catch (error) {
      this.#options.log.failure(model.shortName, `an event is lost: ${(error as Error).message}`);
    }
  }

  /** Null if an attempt succeeded. */
  async #attempt(model: FunctionModel, payload: string, requestId: string): Promise<GivenUp | null> {
    const acceptedAtMs = Date.now();
    for (let attempts = 1; ; attempts += 1) {
      const outcome = await this.#options.invoke(model, payload, { requestId });
      if (!outcome.failed) return null;
      if (attempts > model.asyncRetries) return { condition: 'RetriesExhausted', attempts, outcome };
      await this.#pauseAfter(attempts);
      if (Date.now() - acceptedAtMs > model.asyncMaxAgeMs) return { condition: 'EventAgeExceeded', attempts, outcome };
      if (this.#closing.signal.aborted) return null;
    }
  }

  async #pauseAfter(attempts: number): Promise<void> {
    const delayMs = this.#options.firstDelayMs * 2 ** (attempts - 1);
    await (this.#options.pause ?? pause)(delayMs, this.#closing.signal);
  }

  #deliver(model: FunctionModel, payload: string, givenUp: GivenUp): void {
    const { deadLetters } = this.#options;
    if (model.onFailureArn !== null) {
      deadLetters.send(model, model.onFailureArn, JSON.stringify(destinationRecord(model, payload, givenUp)), {});
    }
    if (model.deadLetterArn !== null)
      deadLetters.send(model, model.deadLetterArn, payload, deadLetterAttributes(givenUp));
  }
}

async function pause(delayMs: number, signal: AbortSignal): Promise<void> {
  await setTimeout(delayMs, undefined, { signal }).catch(() => undefined);
}

/** @see https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html */
function destinationRecord(model: FunctionModel, payload: string, { condition, attempts, outcome }: GivenUp): unknown {
  return {
    version: '1.0',
    timestamp: new Date().toISOString(),
    requestContext: {
      requestId: outcome.requestId,
      functionArn: `${model.arn}:$LATEST`,
      condition,
      approximateInvokeCount: attempts,
    },
    requestPayload: JSON.parse(payload) as unknown,
    responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: 'Unhandled' },
    responsePayload: JSON.parse(outcome.payload) as unknown,
  };
}

/** @see https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html#invocation-dlq */
function deadLetterAttributes({ outcome }: GivenUp): MessageAttributes {
  const { errorMessage } = JSON.parse(outcome.payload) as { errorMessage: string };
  return {
    RequestID: { type: 'String', value: outcome.requestId },
    ErrorCode: { type: 'Number', value: '200' },
    ErrorMessage: { type: 'String', value: errorMessage.slice(0, 1024) },
  };
}
