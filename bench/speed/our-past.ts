import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { seedThread, writeRows, type ThreadSeed } from '../../measure/seed.ts';
import { readStats } from './consumption.ts';
import type { OurChat } from './our-chat.ts';
import type { OurDevice } from './our-device.ts';
import { allRounds, past, unreadIn, type ChatWithPast } from './past.ts';

const weekMs = 7 * 24 * 3600_000;
const settledMs = 2_000;

async function tableOf(chat: OurChat) {
  const credentials = { accessKeyId: 'operator', secretAccessKey: 'operator' };
  const client = new DynamoDBClient({ endpoint: chat.url, region: 'us-east-1', credentials });
  const { TableNames: [tableName] = [] } = await client.send(new ListTablesCommand({}));
  if (tableName === undefined) throw new Error('the app has no table');
  return {
    documents: DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } }),
    tableName,
  };
}

/** Waits until no function has been invoked for 2 s: then the table's stream has been processed. */
async function untilSettled(chat: OurChat): Promise<void> {
  const invocations = async () => (await readStats(chat)).lambda.invocations;
  for (let [before, now] = [-1, await invocations()]; before !== now; [before, now] = [now, await invocations()])
    await pause(settledMs);
}

/** Writes the history into the app's table, as the chat itself would have written it. */
export async function givePast(chat: OurChat): Promise<ChatWithPast> {
  const table = await tableOf(chat);
  const me = randomUUID();
  const nowMs = Date.now();
  const seed = (fields: Omit<ThreadSeed, 'triple'>) =>
    seedThread({ triple: { client: { id: me }, freelancer: { id: randomUUID() } }, ...fields });
  const long = seed({ length: past.longThread, firstAtMs: nowMs - weekMs, everyMs: 50 });
  const unread = Array.from({ length: allRounds }, (_, round) =>
    seed({
      length: unreadIn(round),
      authors: ['freelancer'],
      firstAtMs: nowMs - weekMs,
      everyMs: 50,
      readUpTo: { client: 0 },
    }),
  );
  const reader = randomUUID();
  const inbox = Array.from({ length: past.inboxThreads }, (_, index) =>
    seedThread({
      triple: { client: { id: reader }, freelancer: { id: randomUUID() } },
      length: 2,
      firstAtMs: nowMs - 60_000 - (index * 3 * weekMs) / past.inboxThreads,
      ...(index < past.unreadThreads ? { readUpTo: { client: 0 } } : {}),
    }),
  );
  await writeRows(
    table,
    [long, ...unread, ...inbox].flatMap(({ rows }) => rows),
  );
  await untilSettled(chat);

  const [user, inboxUser] = [await chat.newUser(me), await chat.newUser(reader)];
  // Each counted join is a device's first. A user has at most 20 connections.
  const [warmUp, ...fresh] = await Promise.all(Array.from({ length: 1 + past.rounds }, () => chat.openDevice(user)));
  const deviceOf = (round: number) => fresh[round - past.warmUpRounds] ?? (warmUp as OurDevice);
  const question = (action: string, threadOf: (round: number) => string) => async (round: number) => {
    await deviceOf(round).request(action, { thread_id: threadOf(round) });
  };
  const get = (path: string) => async () => {
    await chat.rest(inboxUser, 'GET', path);
  };
  const unreadThread = (round: number) => (unread[round] as (typeof unread)[number]).thread.id;
  return {
    questions: {
      join: question('join_thread', () => long.thread.id),
      markAsRead: question('mark_as_read', unreadThread),
      inbox: get('/threads/?limit=50'),
      unreadCount: get('/unread-count/'),
    },
  };
}
