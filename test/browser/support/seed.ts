import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { LogMessage } from '../../../lambdas/chat/model.ts';
import type { Store } from '../../../lambdas/chat/ports.ts';
import { createStore } from '../../../lambdas/data/store.ts';
import { stepOf } from '../../../lambdas/chat/time-step.ts';
import { TableClient } from '../../../lambdas/data/table-client.ts';
import type { User } from '../../../protocol/objects.ts';

const atOnce = 25;

/** The table of a running server, so that a year of talk is there in seconds. */
export async function openStore(endpoint: string): Promise<Store> {
  const client = new DynamoDBClient({ endpoint, region: 'us-east-1', credentials: { accessKeyId: 'test', secretAccessKey: 'test' } });
  const { TableNames: [table] = [] } = await client.send(new ListTablesCommand({}));
  if (table === undefined) throw new Error('the server has no table');
  return createStore(new TableClient(DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } }), table));
}

/** Messages 1 to `count` of an empty thread. Its own row follows with the next message. */
export async function fillThread(store: Store, threadId: string, count: number): Promise<void> {
  await inTurns(count, (index) => store.appendMessage(threadId, messageOf(index + 1, count)));
}

/** Conversations of the user with Person 0000, Person 0001 … */
export async function fillInbox(store: Store, user: User, count: number): Promise<void> {
  await inTurns(count, async (index) => {
    const username = `Person ${String(index).padStart(4, '0')}`;
    const thread = {
      id: `${user.id}-t${index}`,
      client: user,
      freelancer: { id: `${user.id}-p${index}`, username },
      job: { id: `job-${index}`, title: `Job number ${index}` },
      createdAtMs: Date.now() - index * 3_600_000,
      isActive: true,
      hiddenFor: [],
      marks: { client: null, freelancer: null },
      head: null,
      activeStep: stepOf(Date.now() - index * 3_600_000),
    };
    await store.createThread(thread);
    await store.touchInboxes(thread, thread.activeStep);
  });
}

async function inTurns(count: number, work: (index: number) => Promise<unknown>): Promise<void> {
  for (let from = 0; from < count; from += atOnce) {
    await Promise.all(Array.from({ length: Math.min(atOnce, count - from) }, (_, offset) => work(from + offset)));
  }
}

function messageOf(seq: number, count: number): LogMessage {
  const ofClient = Math.floor(seq / 3);
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
    counts: { client: ofClient, freelancer: seq - ofClient, marketplace: 0 },
    bucketFullAtMs: { client: 0, freelancer: 0 },
  };
}
