import { credentialsOf, type Callers } from '../iam/callers.ts';
import { compilePolicy } from '../iam/policy.ts';
import type { DeadLetterSender, MessageAttribute } from '../lambda/async-invoker.ts';
import type { FunctionModel, QueueModel } from '../runtime/model.ts';
import { Queue } from './queue.ts';

/** The app's queues, by name and by ARN, and who may send to them. */
export class LocalQueues implements DeadLetterSender {
  readonly models: QueueModel[];
  readonly #queues = new Map<string, { model: QueueModel; queue: Queue }>();
  readonly #callers: Callers;

  constructor(models: QueueModel[], callers: Callers) {
    this.models = models;
    this.#callers = callers;
    for (const model of models) {
      const entry = { model, queue: new Queue() };
      this.#queues.set(model.name, entry).set(model.arn, entry);
    }
  }

  find(nameOrArn: string): { model: QueueModel; queue: Queue } | undefined {
    return this.#queues.get(nameOrArn);
  }

  /** Lambda sends dead letters with the role of the function: it has to allow sqs:SendMessage. */
  send(from: FunctionModel, queueArn: string, body: string, attributes: Record<string, MessageAttribute>): void {
    const request = { action: 'sqs:SendMessage', resource: queueArn };
    const refusal = this.#callers.refusal(`Credential=${credentialsOf(from).accessKeyId}/`, request);
    if (refusal !== null) throw new Error(refusal);
    this.#require(queueArn).queue.send(body, attributes);
  }

  /** EventBridge sends dead letters as a service: the queue's policy has to allow it for that rule. */
  sendFromService(
    service: string,
    sourceArn: string,
    queueArn: string,
    body: string,
    attributes: Record<string, MessageAttribute>,
  ): void {
    const { model, queue } = this.#require(queueArn);
    const policy = compilePolicy(
      model.policyStatements.filter(({ principals }) => principals.includes(service) || principals.includes('*')),
    );
    const request = { action: 'sqs:SendMessage', resource: queueArn, context: { 'aws:SourceArn': [sourceArn] } };
    if (policy(request) !== 'allowed')
      throw new Error(`the policy of queue ${model.name} does not let ${service} send to it`);
    queue.send(body, attributes);
  }

  #require(arn: string): { model: QueueModel; queue: Queue } {
    const entry = this.#queues.get(arn);
    if (!entry) throw new Error(`there is no queue ${arn}`);
    return entry;
  }
}
