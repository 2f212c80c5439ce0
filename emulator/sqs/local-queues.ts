import type { Callers, Principal } from '../iam/callers.ts';
import { compilePolicy } from '../iam/policy.ts';
import type { DeadLetters, MessageAttributes, ServiceSource } from '../runtime/dead-letters.ts';
import type { ConsumedQueue, MessageQueues } from '../runtime/message-queues.ts';
import type { QueueModel } from './model.ts';
import { Queue } from './queue.ts';
import type { QueueJournal } from './queue-journal.ts';

interface Entry {
  model: QueueModel;
  queue: Queue;
}

interface LocalQueuesOptions {
  callers: Callers;
  /** The file that keeps the messages of a queue; null if nothing is kept. */
  journalOf?: (model: QueueModel) => QueueJournal | null;
  /** A message whose consumer failed is visible again after this, at the latest. */
  retryDelayMaxMs?: number;
}

/** The app's queues, and who may send to them. */
export class LocalQueues implements DeadLetters, MessageQueues {
  readonly models: QueueModel[];
  readonly #queues = new Map<string, Entry>();
  readonly #callers: Callers;
  readonly #retryDelayMaxMs: number;

  constructor(models: QueueModel[], options: LocalQueuesOptions) {
    const { callers, journalOf = () => null, retryDelayMaxMs = Number.POSITIVE_INFINITY } = options;
    this.models = models;
    this.#callers = callers;
    this.#retryDelayMaxMs = retryDelayMaxMs;
    for (const model of models) {
      const entry = { model, queue: new Queue({ journal: journalOf(model), ...this.#redrive(model) }) };
      this.#queues.set(model.name, entry).set(model.arn, entry);
    }
  }

  find(nameOrArn: string): Entry | undefined {
    return this.#queues.get(nameOrArn);
  }

  send(from: Pick<Principal, 'arn'>, queueArn: string, body: string, attributes: MessageAttributes): void {
    const request = { action: 'sqs:SendMessage', resource: queueArn };
    const refusal = this.#callers.refusalOfRole(from, request);
    if (refusal !== null) throw new Error(refusal);
    this.#require(queueArn).queue.send(body, { attributes });
  }

  sendFromService(source: ServiceSource, queueArn: string, body: string, attributes: MessageAttributes): void {
    const { model, queue } = this.#require(queueArn);
    const { service, sourceArn } = source;
    const policy = compilePolicy(
      model.policyStatements.filter(({ principals }) => principals.includes(service) || principals.includes('*')),
    );
    const request = { action: 'sqs:SendMessage', resource: queueArn, context: { 'aws:SourceArn': [sourceArn] } };
    if (policy(request) !== 'allowed')
      throw new Error(`the policy of queue ${model.name} does not let ${service} send to it`);
    queue.send(body, { attributes });
  }

  consume(queueArn: string): ConsumedQueue | undefined {
    const entry = this.#queues.get(queueArn);
    if (entry === undefined) return undefined;
    const { model, queue } = entry;
    return {
      visibilityTimeoutMs: model.visibilityTimeoutMs,
      take: (limit) => queue.receive(limit, model.visibilityTimeoutMs),
      delete: (receiptHandle) => queue.delete(receiptHandle),
      failed: (receiptHandle) => {
        if (this.#retryDelayMaxMs < model.visibilityTimeoutMs) queue.hide(receiptHandle, this.#retryDelayMaxMs);
      },
      mayHaveMessages: (timeoutMs, signal) => {
        const waitMs = (queue.nextVisibleAtMs ?? Number.POSITIVE_INFINITY) - Date.now();
        return queue.arrival(Math.min(Math.max(waitMs, 0), timeoutMs), signal);
      },
    };
  }

  #redrive({ redrive }: QueueModel) {
    if (redrive === null) return {};
    return {
      maxReceiveCount: redrive.maxReceiveCount,
      giveUp: (message: Parameters<Queue['add']>[0]) => this.#require(redrive.deadLetterArn).queue.add(message),
    };
  }

  #require(arn: string): Entry {
    const entry = this.#queues.get(arn);
    if (!entry) throw new Error(`there is no queue ${arn}`);
    return entry;
  }
}
