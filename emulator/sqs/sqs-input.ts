import * as z from 'zod';
import { AwsError } from '../primitives/aws-protocol.ts';
import type { MessageAttributes } from '../runtime/dead-letters.ts';

/** 1 MiB. @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html */
const maxMessageBytes = 1_048_576;
const delaySecondsMax = 900;
const visibilitySecondsMax = 43_200;

const attribute = z.object({ DataType: z.enum(['String', 'Number']), StringValue: z.string() });
const names = z.array(z.string()).default([]);
const message = {
  MessageBody: z.string().optional(),
  MessageAttributes: z.record(z.string(), attribute).optional(),
  DelaySeconds: z.number().int().min(0).max(delaySecondsMax).optional(),
};
const batchEntry = z.object({ Id: z.string().regex(/^[\w-]{1,80}$/), ...message });
const visibilityTimeout = z.number().int().min(0).max(visibilitySecondsMax);
const input = z.object({
  QueueUrl: z.string().optional(),
  QueueName: z.string().optional(),
  ...message,
  Entries: z.array(batchEntry).default([]),
  MaxNumberOfMessages: z.number().int().min(1).max(10).default(1),
  VisibilityTimeout: visibilityTimeout.optional(),
  WaitTimeSeconds: z.number().int().min(0).max(20).default(0),
  ReceiptHandle: z.string().optional(),
  /** Of a queue; in ReceiveMessage the older name of `MessageSystemAttributeNames`. */
  AttributeNames: names,
  MessageSystemAttributeNames: names,
  MessageAttributeNames: names,
});

export type SqsInput = z.output<typeof input>;
export type SentMessage = Pick<SqsInput, 'MessageBody' | 'MessageAttributes' | 'DelaySeconds'>;

/** The input of any operation. Throws an `AwsError`. */
export function parseInput(body: unknown): SqsInput {
  const parsed = input.safeParse(body);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new AwsError('InvalidParameterValue', `${issue?.path.join('.')}: ${issue?.message}`);
}

/** Throws an `AwsError` for a message without a body, or with too long a one. */
export function requireText({ MessageBody: text = '' }: SentMessage): string {
  if (text === '') throw new AwsError('MissingParameter', 'The request must contain the parameter MessageBody.');
  if (Buffer.byteLength(text) <= maxMessageBytes) return text;
  throw new AwsError(
    'InvalidParameterValue',
    `One or more parameters are invalid. Reason: Message must be shorter than ${maxMessageBytes} bytes.`,
  );
}

/** Throws an `AwsError` for a batch that SQS refuses as a whole. */
export function requireBatch({ Entries: entries }: SqsInput): SqsInput['Entries'] {
  const refuse = (name: string, text: string): never => {
    throw new AwsError(`com.amazonaws.sqs#${name}`, text);
  };
  if (entries.length === 0) refuse('EmptyBatchRequest', 'There should be at least one entry in the request.');
  if (entries.length > 10)
    refuse(
      'TooManyEntriesInBatchRequest',
      `Maximum number of entries per request are 10. You have sent ${entries.length}.`,
    );
  if (new Set(entries.map(({ Id }) => Id)).size < entries.length)
    refuse('BatchEntryIdsNotDistinct', 'Ids of the entries in one batch must be distinct.');
  const bytes = entries.reduce((sum, { MessageBody = '' }) => sum + Buffer.byteLength(MessageBody), 0);
  if (bytes > maxMessageBytes)
    refuse('BatchRequestTooLong', `Batch requests cannot be longer than ${maxMessageBytes} bytes.`);
  return entries;
}

export function attributesOf({ MessageAttributes = {} }: SentMessage): MessageAttributes {
  return Object.fromEntries(
    Object.entries(MessageAttributes).map(([name, { DataType, StringValue }]) => [
      name,
      { type: DataType, value: StringValue },
    ]),
  );
}
