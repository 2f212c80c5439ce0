import { randomUUID } from 'node:crypto';
import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { ServerFrame } from '../protocol/events.ts';
import { joinThread, type JoinRequest } from '../lambdas/chat/join-thread.ts';
import { openConnection } from '../lambdas/chat/open-connection.ts';
import type { CreationRules, Rules, SearchRules, UserContext } from '../lambdas/chat/ports/context.ts';
import type { Sockets } from '../lambdas/chat/ports/sockets.ts';
import type { SearchStore } from '../lambdas/chat/ports/search-store.ts';
import type { Store } from '../lambdas/chat/ports/store.ts';
import { createSearchStore } from '../lambdas/data/search.ts';
import { createStore } from '../lambdas/data/store.ts';
import { TableClient } from '../lambdas/data/table-client.ts';
import { openDynamo, type Dynamo } from '../lambdas/data/dynamo.ts';
import { tableSchema } from '../lambdas/data/table.ts';
import { meter, type Meter } from './meter.ts';

/** A day like any other, so that runs are alike. */
const startMs = Date.UTC(2026, 0, 15, 9, 30);

export interface Pushed {
  connectionId: string;
  frame: ServerFrame;
}

/** The rules over a real table, with a clock that tests set and sockets that only record what is pushed. */
export interface World {
  store: Store;
  /** The logs as a search reads them. */
  logs: SearchStore;
  meter: Meter;
  pushed: Pushed[];
  /** Posts to these connections return that they have closed. */
  gone: Set<string>;
  closed: string[];
  rules: AllRules;
  clock: { nowMs: number };
  as(userId: string, options?: { username?: string; connectionId?: string | null }): UserContext;
  /** Opens a connection of the user and joins the thread with it. */
  join(
    userId: string,
    threadId: string,
    connectionId?: string,
    request?: Omit<JoinRequest, 'thread_id'>,
  ): Promise<Awaited<ReturnType<typeof joinThread>>>;
  connect(userId: string, connectionId: string): Promise<void>;
  /** What was pushed to the connection so far. */
  framesTo(connectionId: string): ServerFrame[];
  dynamo: Dynamo;
  documents: DynamoDBDocumentClient;
  tableName: string;
}

async function createTable(client: DynamoDBClient, tableName: string): Promise<void> {
  const { partitionKey, sortKey, inboxIndex } = tableSchema;
  await client.send(
    new CreateTableCommand({
      TableName: tableName,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [
        { AttributeName: partitionKey, AttributeType: 'S' },
        { AttributeName: sortKey, AttributeType: 'S' },
        { AttributeName: inboxIndex.sortKey, AttributeType: 'N' },
      ],
      KeySchema: [
        { AttributeName: partitionKey, KeyType: 'HASH' },
        { AttributeName: sortKey, KeyType: 'RANGE' },
      ],
      GlobalSecondaryIndexes: [
        {
          IndexName: inboxIndex.name,
          KeySchema: [
            { AttributeName: inboxIndex.partitionKey, KeyType: 'HASH' },
            { AttributeName: inboxIndex.sortKey, KeyType: 'RANGE' },
          ],
          Projection: { ProjectionType: 'KEYS_ONLY' },
        },
      ],
    }),
  );
}

function recordingSockets(pushed: Pushed[], gone: Set<string>, closed: string[]): Sockets {
  return {
    async post(recipients, frame) {
      const there = recipients.filter((recipient) => !gone.has(recipient.connectionId));
      pushed.push(...there.map(({ connectionId }) => ({ connectionId, frame })));
      return recipients.filter((recipient) => gone.has(recipient.connectionId));
    },
    async close({ connectionId }) {
      closed.push(connectionId);
    },
  };
}

/** What the operator of a chat may set. */
export type AllRules = Rules & CreationRules & SearchRules;

/** No limits of users. */
export const lenientRules: AllRules = {
  editWindowMs: 15 * 60_000,
  rateLimit: null,
  userLimit: null,
  threadLimit: null,
  threadCreation: 'anyone',
  searchLimit: null,
};

/** A table of its own on that engine, and the rules over it: lenient ones, unless others are given. */
export async function createWorld(endpoint: string, given: Partial<AllRules> = {}): Promise<World> {
  const rules = { ...lenientRules, ...given };
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  const place = { endpoint, region: 'us-east-1', credentials };
  const client = new DynamoDBClient(place);
  const tableName = `test-${randomUUID()}`;
  await createTable(client, tableName);
  const documents = DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } });
  const pushed: Pushed[] = [];
  const metered = meter(openDynamo(place), () => pushed.length);
  const table = new TableClient(metered.dynamo, tableName);
  const store = createStore(table);
  const logs = createSearchStore(table);
  const gone = new Set<string>();
  const closed: string[] = [];
  const sockets = recordingSockets(pushed, gone, closed);
  const clock = { nowMs: startMs };

  const as: World['as'] = (userId, { username = userId, connectionId = null } = {}) => ({
    store,
    sockets,
    nowMs: clock.nowMs,
    requestId: randomUUID(),
    connectionId,
    caller: { userId, username },
  });
  const recipient = (userId: string, connectionId: string) => ({
    connectionId,
    userId,
    username: userId,
    codec: 'chat.v1',
    connectedAtMs: clock.nowMs,
    expiresAtSeconds: Math.floor(clock.nowMs / 1000) + 3600,
  });
  const connect: World['connect'] = async (userId, connectionId) =>
    void (await openConnection({ ...as(userId, { connectionId }) }, recipient(userId, connectionId), 20));
  return {
    store,
    logs,
    meter: metered.meter,
    pushed,
    gone,
    closed,
    rules,
    clock,
    as,
    connect,
    dynamo: metered.dynamo,
    documents,
    tableName,
    async join(userId, threadId, connectionId = `${userId}-1`, request = {}) {
      await connect(userId, connectionId);
      return joinThread(as(userId, { connectionId }), connectionId, { thread_id: threadId, ...request });
    },
    framesTo: (connectionId) => pushed.filter((one) => one.connectionId === connectionId).map((one) => one.frame),
  };
}
