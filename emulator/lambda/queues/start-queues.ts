import { AssemblyError } from '../../assembly/cloud-assembly.ts';
import { compilePolicy } from '../../iam/policy.ts';
import type { FunctionModel, QueueSource } from '../../runtime/functions.ts';
import type { ConsumedQueue, MessageQueues } from '../../runtime/message-queues.ts';
import { QueuePoller, type PollerOptions } from './queue-poller.ts';

/**
 * Starts a poller for each event source mapping on a queue, and returns what ends them. Throws an `AssemblyError` for a
 * mapping that AWS would refuse.
 */
export function startQueues(
  models: FunctionModel[],
  messageQueues: MessageQueues,
  shared: Pick<PollerOptions, 'functions' | 'log' | 'faults'>,
): () => Promise<void> {
  const pollers = models.flatMap((model) =>
    model.queues.map((source) => {
      const queue = messageQueues.consume(source.queueArn);
      if (queue === undefined)
        throw new AssemblyError(`function ${model.name} reads ${source.queueArn}, which is no queue of the app`);
      check(model, source, queue);
      return new QueuePoller(queue, { ...shared, model, source });
    }),
  );
  pollers.forEach((poller) => poller.start());
  return async () => void (await Promise.all(pollers.map((poller) => poller.close())));
}

/** @see https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html */
function check(model: FunctionModel, { queueArn }: QueueSource, { visibilityTimeoutMs }: ConsumedQueue): void {
  const policy = compilePolicy(model.roleStatements);
  const missing = ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'].find(
    (action) => policy({ action, resource: queueArn }) !== 'allowed',
  );
  if (missing !== undefined)
    throw new AssemblyError(`function ${model.name} may not read its queue: its role lacks ${missing}`);
  if (visibilityTimeoutMs < model.timeoutMs)
    throw new AssemblyError(
      `function ${model.name} may run for ${model.timeoutMs} ms, longer than its queue's visibility timeout`,
    );
}
