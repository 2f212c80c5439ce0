import { md5Hex } from '../../primitives/md5.ts';
import { region } from '../../primitives/pseudo-parameters.ts';
import { happens } from '../../runtime/faults.ts';
import type { FunctionModel, Functions, InvokeOutcome, QueueSource } from '../../runtime/functions.ts';
import type { LogSink } from '../../runtime/log-sink.ts';
import type { ConsumedQueue, QueuedMessage } from '../../runtime/message-queues.ts';
import type { Faults } from '../../runtime/settings.ts';

export interface PollerOptions {
  model: FunctionModel;
  source: QueueSource;
  functions: Functions;
  log: LogSink;
  faults: Faults;
}

/** Lambda starts with five batches of a standard queue at once. */
const batchesInFlight = 5;
const longPollMs = 20_000;

/**
 * Delivers the messages of a queue to a function until it is closed: Lambda's event source mapping. What the function
 * has processed is deleted; what it has not becomes visible again.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html
 */
export class QueuePoller {
  readonly #queue: ConsumedQueue;
  readonly #options: PollerOptions;
  readonly #closing = new AbortController();
  readonly #inFlight = new Set<Promise<void>>();
  #running: Promise<void> = Promise.resolve();

  constructor(queue: ConsumedQueue, options: PollerOptions) {
    this.#queue = queue;
    this.#options = options;
  }

  start(): void {
    this.#running = this.#run();
  }

  async close(): Promise<void> {
    this.#closing.abort();
    await Promise.all([this.#running, ...this.#inFlight]);
  }

  async #run(): Promise<void> {
    const { signal } = this.#closing;
    while (!signal.aborted) {
      const messages = this.#queue.take(this.#options.source.batchSize);
      if (messages.length === 0) await this.#queue.mayHaveMessages(longPollMs, signal);
      else this.#begin(await this.#gather(messages));
      if (this.#inFlight.size >= batchesInFlight) await Promise.race(this.#inFlight);
    }
  }

  /** Adds what arrives within the batching window, until the batch is full. */
  async #gather(messages: QueuedMessage[]): Promise<QueuedMessage[]> {
    const { batchSize, batchingWindowMs } = this.#options.source;
    const untilMs = Date.now() + batchingWindowMs;
    for (;;) {
      const leftMs = untilMs - Date.now();
      if (messages.length >= batchSize || leftMs <= 0 || this.#closing.signal.aborted) return messages;
      await this.#queue.mayHaveMessages(leftMs, this.#closing.signal);
      messages.push(...this.#queue.take(batchSize - messages.length));
    }
  }

  #begin(messages: QueuedMessage[]): void {
    const work: Promise<void> = this.#deliver(messages).finally(() => this.#inFlight.delete(work));
    this.#inFlight.add(work);
  }

  async #deliver(messages: QueuedMessage[]): Promise<void> {
    const { model, source, functions, faults } = this.#options;
    // A later receipt would replace the handle.
    const received = messages.map((message) => ({ ...message }));
    const payload = JSON.stringify({ Records: received.map((message) => recordOf(message, source.queueArn)) });
    if (happens(faults, 'LOCAL_SQS_REPEAT')) void functions.invoke(model.arn, payload);
    const outcome = await functions.invoke(model.arn, payload);
    if (this.#closing.signal.aborted) return;
    const failed = failedIds(outcome, received, source);
    for (const { id, receiptHandle } of received) {
      if (failed.has(id)) this.#queue.failed(receiptHandle!);
      else this.#queue.delete(receiptHandle!);
    }
  }
}

/** Without reports of single messages, and if a report cannot be read, a failure is that of the whole batch. */
function failedIds(outcome: InvokeOutcome, messages: QueuedMessage[], source: QueueSource): ReadonlySet<string> {
  const all = new Set(messages.map(({ id }) => id));
  if (outcome.failed) return all;
  if (!source.reportsBatchItemFailures) return new Set();
  const { batchItemFailures } = (JSON.parse(outcome.payload) ?? {}) as {
    batchItemFailures?: { itemIdentifier?: string }[] | null;
  };
  const reported = (batchItemFailures ?? []).map(({ itemIdentifier }) => itemIdentifier ?? '');
  return reported.every((id) => all.has(id)) ? new Set(reported) : all;
}

/** @see https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html#example-standard-queue-message-event */
function recordOf(message: QueuedMessage, queueArn: string): unknown {
  const own = Object.entries(message.attributes).map(([name, { type, value }]) => [
    name,
    { stringValue: value, stringListValues: [], binaryListValues: [], dataType: type },
  ]);
  return {
    messageId: message.id,
    receiptHandle: message.receiptHandle,
    body: message.body,
    attributes: {
      ApproximateReceiveCount: String(message.receiveCount),
      SentTimestamp: String(message.sentAtMs),
      ApproximateFirstReceiveTimestamp: String(message.firstReceivedAtMs),
    },
    messageAttributes: Object.fromEntries(own) as unknown,
    md5OfBody: md5Hex(message.body),
    eventSource: 'aws:sqs',
    eventSourceARN: queueArn,
    awsRegion: region,
  };
}
