import { setTimeout as sleep } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { ListQueuesCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { CrashReport } from 'cdk-app-emulator';
import { inject } from 'vitest';
import { openDynamo } from '../../../lambdas/data/dynamo.ts';
import { createStore } from '../../../lambdas/data/store.ts';
import { TableClient } from '../../../lambdas/data/table-client.ts';
import { appAt, startApp, type RunningApp } from '../../support/local-app.ts';
import type { Death, Ended, KillOrder, Watched } from './kills.ts';
import type { RuleChat, RuleOptions, Table } from './rule-chat.ts';
import { scanEvent } from './scan-event.ts';

/** A test may wait for this long at most; what takes longer is tested in process (`*.clock.test.ts`). */
const longestWaitMs = 10_000;

const operator = { accessKeyId: 'operator', secretAccessKey: 'operator' };

/** More than any function makes. */
const tooManyCalls = 1_000;
const reportIntervalMs = 5;
const checkIntervalMs = 250;

/** The emulator counts calls one by one: each is a wave of its own. */
const callsBefore = (death: Death | undefined) => (death ? death.wave + death.done.length : tooManyCalls);

async function endOf(app: RunningApp, id: string): Promise<Ended> {
  for (;;) {
    const { state, calls } = (await app.call<CrashReport>('GET', `/dev/crashes/${id}`)).body;
    if (state === 'died' || state === 'lived') return { died: state === 'died', calls: calls.map((call) => [call]) };
    await sleep(reportIntervalMs);
  }
}

async function killIn(app: RunningApp, { function: name, match, death }: KillOrder): Promise<Watched> {
  const order = { function: name, match, after_calls: callsBefore(death) };
  const { id } = (await app.call('POST', '/dev/crashes', order)).body;
  const redeliver = () => Promise.reject(new Error('no event is delivered again over sockets'));
  return { ended: endOf(app, id), redeliver };
}

/** The table as an operator reaches it. */
async function tableOf({ url }: RunningApp): Promise<Table> {
  const place = { endpoint: url, region: 'us-east-1', credentials: operator };
  const client = new DynamoDBClient(place);
  const { TableNames: [tableName = ''] = [] } = await client.send(new ListTablesCommand({}));
  const documents = DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } });
  return { documents, tableName, store: createStore(new TableClient(openDynamo(place), tableName)) };
}

/** The queue as an operator reads it. */
async function deadLettersOf({ url }: RunningApp): Promise<unknown[]> {
  const queues = new SQSClient({ endpoint: url, region: 'us-east-1', credentials: operator });
  const { QueueUrls = [] } = await queues.send(new ListQueuesCommand({}));
  const QueueUrl = QueueUrls.find((one) => one.includes('FailedNotifications'));
  const { Messages = [] } = await queues.send(
    new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, VisibilityTimeout: 0 }),
  );
  return Messages.map(({ Body = '' }) => JSON.parse(Body) as unknown);
}

/** The app of these settings that all files share, or one of this file's own. */
async function appOf(options: RuleOptions, isAlone: boolean): Promise<{ app: RunningApp; stop(): Promise<void> }> {
  const shared = inject('sharedApps').find(({ environment }) => isDeepStrictEqual(environment, options));
  if (shared && !isAlone) return { app: appAt(shared.url), stop: async () => undefined };
  const app = await startApp({ ...options });
  return { app, stop: async () => void (await app.stop()) };
}

/** The app as `npm start` runs it, over real sockets and REST. */
export async function openOverSockets(options: RuleOptions, isAlone: boolean): Promise<RuleChat> {
  const { app, stop } = await appOf(options, isAlone);
  return {
    ...app,
    table: await tableOf(app),
    nowMs: () => Date.now(),
    async wait(ms) {
      if (ms > longestWaitMs) throw new Error(`a wait of ${ms} ms belongs into a test with a clock`);
      await sleep(ms);
    },
    async within(ms, check) {
      for (const untilMs = Date.now() + ms; ; await sleep(checkIntervalMs)) {
        const error = await check().then(
          () => null,
          (thrown: Error) => thrown,
        );
        if (error === null) return;
        if (Date.now() > untilMs) throw error;
      }
    },
    kill: (order) => killIn(app, order),
    async loseDisconnects(areLost) {
      await app.call('POST', '/dev/faults', { LOCAL_DISCONNECT_LOSS: areLost ? 1 : 0 });
    },
    async scanned(uploadUrl, status) {
      await app.call('POST', '/dev/events', { bus: 'default', event: scanEvent(uploadUrl, status) });
    },
    published: async () => (await app.call('GET', '/dev/events')).body.map(({ event }: { event: object }) => event),
    deadLetters: () => deadLettersOf(app),
    stop,
  };
}
