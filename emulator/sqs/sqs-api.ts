import type { Callers } from '../iam/callers.ts';
import { AwsError } from '../primitives/aws-protocol.ts';
import { md5Hex } from '../primitives/md5.ts';
import { accountId } from '../primitives/pseudo-parameters.ts';
import { happens } from '../runtime/faults.ts';
import type { Faults } from '../runtime/settings.ts';
import type { LocalQueues } from './local-queues.ts';
import type { QueueModel } from './model.ts';
import type { Queue } from './queue.ts';
import { only, toWire } from './received-message.ts';
import { attributesOf, parseInput, requireBatch, requireText, type SentMessage, type SqsInput } from './sqs-input.ts';

interface Call {
  input: SqsInput;
  model: QueueModel;
  queue: Queue;
}

/**
 * The operations of SQS that dead letters and delayed messages need, by name.
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/Welcome.html
 */
const operations: Record<string, (call: Call) => unknown> = {
  SendMessage: (call) => send(call, call.input),
  SendMessageBatch: (call) => {
    const results = requireBatch(call.input).map((entry) => sendEntry(call, entry));
    return {
      Successful: results.filter((result) => 'MessageId' in result),
      Failed: results.filter((result) => 'Code' in result),
    };
  },
  ReceiveMessage: async ({ input, model, queue }) => {
    const { WaitTimeSeconds: waitSeconds, VisibilityTimeout: seconds } = input;
    if (queue.counts().visible === 0 && waitSeconds > 0) await queue.arrival(waitSeconds * 1000);
    const hiddenForMs = seconds === undefined ? model.visibilityTimeoutMs : seconds * 1000;
    const messages = queue.receive(input.MaxNumberOfMessages, hiddenForMs);
    const system = [...input.AttributeNames, ...input.MessageSystemAttributeNames];
    return messages.length === 0
      ? {}
      : { Messages: messages.map((message) => toWire(message, system, input.MessageAttributeNames)) };
  },
  DeleteMessage: ({ input: { ReceiptHandle = '' }, queue }) => {
    queue.delete(ReceiptHandle);
    return {};
  },
  ChangeMessageVisibility: ({ input: { ReceiptHandle = '', VisibilityTimeout: seconds }, queue }) => {
    if (seconds === undefined) throw new AwsError('MissingParameter', 'The request must contain VisibilityTimeout.');
    if (!queue.hide(ReceiptHandle, seconds * 1000))
      throw new AwsError('ReceiptHandleIsInvalid', 'The input receipt handle is invalid.');
    return {};
  },
  PurgeQueue: ({ queue }) => {
    queue.purge();
    return {};
  },
  GetQueueAttributes: ({ input: { AttributeNames }, model, queue }) => {
    const { visible, hidden, delayed } = queue.counts();
    const attributes = {
      QueueArn: model.arn,
      ApproximateNumberOfMessages: String(visible),
      ApproximateNumberOfMessagesNotVisible: String(hidden),
      ApproximateNumberOfMessagesDelayed: String(delayed),
      DelaySeconds: String(model.delayMs / 1000),
      VisibilityTimeout: String(model.visibilityTimeoutMs / 1000),
    };
    return { Attributes: only(attributes, AttributeNames) };
  },
};

function send({ model, queue }: Pick<Call, 'model' | 'queue'>, message: SentMessage) {
  const text = requireText(message);
  const delayMs = message.DelaySeconds === undefined ? model.delayMs : message.DelaySeconds * 1000;
  const { id } = queue.send(text, { attributes: attributesOf(message), delayMs });
  return { MessageId: id, MD5OfMessageBody: md5Hex(text) };
}

/** An entry of a batch fails by itself. */
function sendEntry(call: Call, entry: SqsInput['Entries'][number]): Record<string, unknown> {
  try {
    return { Id: entry.Id, ...send(call, entry) };
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    return { Id: entry.Id, Code: error.type, Message: error.message, SenderFault: true };
  }
}

/** IAM knows a batch by the operation on one message. */
const actionOf = (operation: string): string => `sqs:${operation.replace(/Batch$/, '')}`;

interface SqsCall {
  operation: string;
  body: unknown;
  authorization: string | undefined;
  /** Where the caller reached this service; queue URLs begin with it. */
  origin: string;
}

/** Runs one call. Throws an `AwsError`. */
export async function callSqs(
  { queues, callers, faults }: { queues: LocalQueues; callers: Callers; faults: Faults },
  { operation, body, authorization, origin }: SqsCall,
): Promise<unknown> {
  const input = parseInput(body);
  const urlOf = (model: QueueModel) => `${origin}/${accountId}/${model.name}`;
  if (operation === 'ListQueues') return { QueueUrls: queues.models.map(urlOf) };
  const entry = queues.find(input.QueueName ?? input.QueueUrl?.split('/').at(-1) ?? '');
  if (!entry) throw new AwsError('com.amazonaws.sqs#QueueDoesNotExist', 'The specified queue does not exist.');
  const refusal = callers.refusal(authorization, { action: actionOf(operation), resource: entry.model.arn });
  if (refusal !== null) throw new AwsError('AccessDeniedException', refusal, 403);
  if (operation === 'GetQueueUrl') return { QueueUrl: urlOf(entry.model) };
  const run = operations[operation];
  if (!run) throw new AwsError('UnknownOperationException', `${operation} is not emulated`);
  if (operation.startsWith('Send') && happens(faults, 'LOCAL_SQS_500'))
    throw new AwsError('InternalFailure', 'Internal failure', 500);
  return run({ input, ...entry });
}
