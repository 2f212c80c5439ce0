import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { BatchWriteCommand, DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { LogMessage, Thread } from '../../../lambdas/chat/model/types.ts';
import type { Store } from '../../../lambdas/chat/ports/store.ts';
import { stepOf } from '../../../lambdas/chat/model/time-step.ts';
import { fromMessage } from '../../../lambdas/data/items/message.ts';
import { fromNewThread } from '../../../lambdas/data/items/thread.ts';
import { schemaVersion } from '../../../lambdas/data/items/version.ts';
import { keys } from '../../../lambdas/data/keys.ts';
import { createStore } from '../../../lambdas/data/store.ts';
import { TableClient } from '../../../lambdas/data/table-client.ts';
import { openDynamo, type Dynamo } from '../../../lambdas/data/dynamo.ts';
import type { User } from '../../../protocol/objects.ts';
import { aMessage, aThread } from '../../chat/fixtures.ts';

/** DynamoDB accepts at most 25 items in a batch. */
const batchSize = 25;

/** Writes directly to the table, to create a year of messages in seconds. */
export class Seeder {
  private constructor(
    private readonly dynamo: Dynamo,
    private readonly documents: DynamoDBDocumentClient,
    private readonly table: string,
  ) {}

  static async open(endpoint: string): Promise<Seeder> {
    const place = { endpoint, region: 'us-east-1', credentials: { accessKeyId: 'test', secretAccessKey: 'test' } };
    const client = new DynamoDBClient(place);
    const { TableNames: [table] = [] } = await client.send(new ListTablesCommand({}));
    if (table === undefined) throw new Error('the server has no table');
    return new Seeder(
      openDynamo(place),
      DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } }),
      table,
    );
  }

  get store(): Store {
    return createStore(new TableClient(this.dynamo, this.table));
  }

  /** Messages 1 to `count` of an empty thread. The next message brings the thread's own row up to date. */
  async fillThread(threadId: string, count: number): Promise<void> {
    const messages = Array.from({ length: count }, (_, index) => messageOf(index + 1, count));
    await this.#write(messages.map((message) => ({ ...keys.message(threadId, message.seq), ...fromMessage(message) })));
  }

  /** Conversations of the user with Person 0000, Person 0001, and so on. */
  async fillInbox(user: User, count: number): Promise<void> {
    const threads = Array.from({ length: count }, (_, index) => threadOf(user, index));
    await this.#write(
      threads.flatMap((thread) => [
        { ...keys.thread(thread.id), ...fromNewThread(thread) },
        ...[thread.client, thread.freelancer].map(({ id }) => ({
          ...keys.inbox(id, thread.id),
          active_step: thread.activeStep,
          v: schemaVersion,
        })),
      ]),
    );
  }

  async #write(items: Record<string, unknown>[]): Promise<void> {
    for (let from = 0; from < items.length; from += batchSize) {
      const requests = items.slice(from, from + batchSize).map((Item) => ({ PutRequest: { Item } }));
      await this.documents.send(new BatchWriteCommand({ RequestItems: { [this.table]: requests } }));
    }
  }
}

function threadOf(user: User, index: number): Thread {
  const createdAtMs = Date.now() - index * 3_600_000;
  return aThread({
    id: `${user.id}-t${index}`,
    client: user,
    freelancer: { id: `${user.id}-p${index}`, username: `Person ${String(index).padStart(4, '0')}` },
    job: { id: `job-${index}`, title: `Job number ${index}` },
    createdAtMs,
    activeStep: stepOf(createdAtMs),
  });
}

function messageOf(seq: number, count: number): LogMessage {
  const ofClient = Math.floor(seq / 3);
  return aMessage({
    id: `m${seq}`,
    seq,
    author: seq % 3 === 0 ? 'client' : 'freelancer',
    content: `Message ${seq}. ${'Some words that fill a line or two. '.repeat(seq % 7)}`.trim(),
    sentAtMs: Date.now() - (count - seq + 1) * 10 * 60_000,
    counts: { client: ofClient, freelancer: seq - ofClient, marketplace: 0 },
  });
}
