import type { Callers, Principal } from '../iam/callers.ts';
import { compilePolicy } from '../iam/policy.ts';
import type { DeadLetters, MessageAttributes, ServiceSource } from '../runtime/dead-letters.ts';
import type { QueueModel } from './model.ts';
import { Queue } from './queue.ts';

interface Entry {
  model: QueueModel;
  queue: Queue;
}

/** The app's queues, and who may send to them. */
export class LocalQueues implements DeadLetters {
  readonly models: QueueModel[];
  readonly #queues = new Map<string, Entry>();
  readonly #callers: Callers;

  constructor(models: QueueModel[], callers: Callers) {
    this.models = models;
    this.#callers = callers;
    for (const model of models) {
      const entry = { model, queue: new Queue() };
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
    this.#require(queueArn).queue.send(body, attributes);
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
    queue.send(body, attributes);
  }

  #require(arn: string): Entry {
    const entry = this.#queues.get(arn);
    if (!entry) throw new Error(`there is no queue ${arn}`);
    return entry;
  }
}
