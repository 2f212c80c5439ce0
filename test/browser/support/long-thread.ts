import { BatchWriteItemCommand, DynamoDBClient, ListTablesCommand, type WriteRequest } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { fromMessage } from '../../../lambdas/data/items.ts';
import { keys } from '../../../lambdas/data/keys.ts';
import type { LogMessage } from '../../../lambdas/chat/model.ts';

/** DynamoDB takes 25 items a batch. */
const batchSize = 25;

/** Writes messages 1 to `count` of an empty thread straight into the table: a year's talk in seconds. */
export async function fillThread(endpoint: string, threadId: string, count: number): Promise<void> {
  const client = new DynamoDBClient({ endpoint, region: 'us-east-1', credentials: { accessKeyId: 'test', secretAccessKey: 'test' } });
  const { TableNames: [table] = [] } = await client.send(new ListTablesCommand({}));
  if (table === undefined) throw new Error('the server has no table');
  const requests = Array.from({ length: count }, (_, index) => putOf(threadId, messageOf(index + 1, count)));
  for (let from = 0; from < count; from += batchSize) {
    await client.send(new BatchWriteItemCommand({ RequestItems: { [table]: requests.slice(from, from + batchSize) } }));
  }
  client.destroy();
}

function putOf(threadId: string, message: LogMessage): WriteRequest {
  return { PutRequest: { Item: marshall({ ...keys.message(threadId, message.seq), ...fromMessage(message) }, { removeUndefinedValues: true }) } };
}

function messageOf(seq: number, count: number): LogMessage {
  return {
    id: `m${seq}`,
    seq,
    revision: 0,
    author: seq % 3 === 0 ? 'client' : 'freelancer',
    type: 'text',
    content: `Message ${seq}. ${'Some words that fill a line or two. '.repeat(seq % 7)}`.trim(),
    sentAtMs: Date.now() - (count - seq + 1) * 10 * 60_000,
    editedAtMs: null,
    deletedAtMs: null,
    clientMessageId: null,
    metadata: null,
    counts: { client: Math.floor(seq / 3), freelancer: seq - Math.floor(seq / 3), marketplace: 0 },
    bucketFullAtMs: { client: 0, freelancer: 0 },
  };
}
