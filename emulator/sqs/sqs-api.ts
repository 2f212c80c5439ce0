import * as z from 'zod';
import { AwsError } from '../primitives/aws-protocol.ts';
import type { Callers } from '../iam/callers.ts';
import { accountId } from '../primitives/pseudo-parameters.ts';
import type { QueueModel } from './model.ts';
import type { LocalQueues } from './local-queues.ts';
import type { Queue } from './queue.ts';
import { md5, only, toWire } from './received-message.ts';

/** 1 MiB. @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html */
const maxMessageBytes = 1_048_576;
/** SQS's default. */
const defaultVisibilityTimeoutSeconds = 30;

const attribute = z.object({ DataType: z.enum(['String', 'Number']), StringValue: z.string() });
const names = z.array(z.string()).default([]);
const input = z.object({
  QueueUrl: z.string().optional(),
  QueueName: z.string().optional(),
  MessageBody: z.string().optional(),
  MessageAttributes: z.record(z.string(), attribute).optional(),
  MaxNumberOfMessages: z.number().int().min(1).max(10).default(1),
  VisibilityTimeout: z.number().int().min(0).max(43_200).default(defaultVisibilityTimeoutSeconds),
  WaitTimeSeconds: z.number().int().min(0).max(20).default(0),
  ReceiptHandle: z.string().optional(),
  /** Of a queue; in ReceiveMessage the older name of `MessageSystemAttributeNames`. */
  AttributeNames: names,
  MessageSystemAttributeNames: names,
  MessageAttributeNames: names,
});
type Input = z.output<typeof input>;

interface Call {
  input: Input;
  model: QueueModel;
  queue: Queue;
}

/**
 * The operations of SQS that dead-letter queues need, by name.
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/Welcome.html
 */
const operations: Record<string, (call: Call) => unknown> = {
  SendMessage: ({ input: { MessageBody = '', MessageAttributes = {} }, queue }) => {
    if (MessageBody === '')
      throw new AwsError('MissingParameter', 'The request must contain the parameter MessageBody.');
    if (Buffer.byteLength(MessageBody) > maxMessageBytes) {
      throw new AwsError(
        'InvalidParameterValue',
        `One or more parameters are invalid. Reason: Message must be shorter than ${maxMessageBytes} bytes.`,
      );
    }
    const attributes = Object.entries(MessageAttributes).map(([name, { DataType, StringValue }]) => [
      name,
      { type: DataType, value: StringValue },
    ]);
    const { id } = queue.send(MessageBody, Object.fromEntries(attributes));
    return { MessageId: id, MD5OfMessageBody: md5(MessageBody) };
  },
  ReceiveMessage: async ({ input: { WaitTimeSeconds, ...asked }, queue }) => {
    if (queue.counts().visible === 0 && WaitTimeSeconds > 0) await queue.arrival(WaitTimeSeconds * 1000);
    const messages = queue.receive(asked.MaxNumberOfMessages, asked.VisibilityTimeout * 1000);
    const system = [...asked.AttributeNames, ...asked.MessageSystemAttributeNames];
    return messages.length === 0
      ? {}
      : { Messages: messages.map((message) => toWire(message, system, asked.MessageAttributeNames)) };
  },
  DeleteMessage: ({ input: { ReceiptHandle = '' }, queue }) => {
    queue.delete(ReceiptHandle);
    return {};
  },
  PurgeQueue: ({ queue }) => {
    queue.purge();
    return {};
  },
  GetQueueAttributes: ({ input: { AttributeNames }, model, queue }) => {
    const { visible, hidden } = queue.counts();
    const attributes = {
      QueueArn: model.arn,
      ApproximateNumberOfMessages: String(visible),
      ApproximateNumberOfMessagesNotVisible: String(hidden),
      ApproximateNumberOfMessagesDelayed: '0',
      VisibilityTimeout: String(defaultVisibilityTimeoutSeconds),
    };
    return { Attributes: only(attributes, AttributeNames) };
  },
};

/** Runs one call. `origin` is where the caller reached this service; queue URLs begin with it. Throws an `AwsError`. */
export async function callSqs(
  queues: LocalQueues,
  callers: Callers,
  {
    operation,
    body,
    authorization,
    origin,
  }: { operation: string; body: unknown; authorization: string | undefined; origin: string },
): Promise<unknown> {
  const parsed = input.safeParse(body);
  if (!parsed.success)
    throw new AwsError(
      'InvalidParameterValue',
      `${parsed.error.issues[0]?.path.join('.')}: ${parsed.error.issues[0]?.message}`,
    );
  const urlOf = (model: QueueModel) => `${origin}/${accountId}/${model.name}`;
  if (operation === 'ListQueues') return { QueueUrls: queues.models.map(urlOf) };
  const entry = queues.find(parsed.data.QueueName ?? parsed.data.QueueUrl?.split('/').at(-1) ?? '');
  if (!entry) throw new AwsError('com.amazonaws.sqs#QueueDoesNotExist', 'The specified queue does not exist.');
  const refusal = callers.refusal(authorization, { action: `sqs:${operation}`, resource: entry.model.arn });
  if (refusal !== null) throw new AwsError('AccessDeniedException', refusal, 403);
  if (operation === 'GetQueueUrl') return { QueueUrl: urlOf(entry.model) };
  const run = operations[operation];
  if (!run) throw new AwsError('UnknownOperationException', `${operation} is not emulated`);
  return run({ input: parsed.data, ...entry });
}
