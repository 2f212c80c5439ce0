import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import type { Files } from './chat/ports/files.ts';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SQSClient } from '@aws-sdk/client-sqs';
import type { GiveUp, LaterQueue, NotificationStore } from './chat/ports/notifications.ts';
import type { Sockets } from './chat/ports/sockets.ts';
import type { Store } from './chat/ports/store.ts';
import { openDynamo } from './data/dynamo.ts';
import type { SearchStore } from './chat/ports/search-store.ts';
import { createSearchStore } from './data/search.ts';
import { notificationStore } from './data/notified.ts';
import { createSignedIn, type SignedIn } from './data/signed-in.ts';
import { createStore } from './data/store.ts';
import { TableClient } from './data/table-client.ts';
import { createFiles, openS3 } from './files/s3-files.ts';
import { clientOptions } from './platform/client-options.ts';
import { answerInTime } from './platform/lost-answers.ts';
import { createPublisher, type Publish } from './push/event-bus.ts';
import { createGiveUp, createLaterQueue } from './push/later-queue.ts';
import { openManagementApi } from './push/management-api.ts';
import { createRawSockets, type RawSockets } from './push/raw-sockets.ts';
import { createSockets } from './push/sockets.ts';
import { readKeysFrom, type ReadVapidKeys } from './push/vapid-keys.ts';

/** The composition root: what implements the chat's ports in a deployed function. */

/** The table. Call it once in a process: the client keeps its connections open between invocations. */
function openTable(tableName: string): TableClient {
  return new TableClient(openDynamo(), tableName);
}

interface Places {
  tableName: string;
  managementUrl: string;
}

/** What the table says about notifications. Call it once in a process, as `openTable`. */
export function openNotificationStore(tableName: string): NotificationStore {
  return notificationStore(openTable(tableName));
}

interface Services {
  store: Store;
  sockets: Sockets;
  signedIn: SignedIn;
  raw: RawSockets;
}

/**
 * The codecs of the frames, beside the chat's own. With `socketIo=off` the build puts `off` here (lib/bundles.ts), and
 * leaves out what is then never imported.
 */
const codecs = process.env.CHAT_SOCKET_IO === 'off' ? {} : (await import('./socket-io/codec.ts')).socketIoCodecs;

/** The table and the sockets. Call it once in a process, as `openTable`. */
export function openServices({ tableName, managementUrl }: Places): Services {
  return servicesOf(openTable(tableName), managementUrl);
}

/** The same, and the logs as a search reads them. */
export function openSearchServices({ tableName, managementUrl }: Places): Services & { logs: SearchStore } {
  const table = openTable(tableName);
  return { ...servicesOf(table, managementUrl), logs: createSearchStore(table) };
}

function servicesOf(table: TableClient, managementUrl: string): Services {
  const raw = createRawSockets(openManagementApi(managementUrl));
  return { store: createStore(table), sockets: createSockets(raw, codecs), signedIn: createSignedIn(table), raw };
}

/** Only the table. Call it once in a process, as `openTable`. */
export const openStore = (tableName: string): Store => createStore(openTable(tableName));

/** The bucket of files. Call it once in a process, as `openTable`. */
export const openFiles = (bucket: string): Files => createFiles(openS3(), bucket);

const timeoutMs = 5_000;

/** The event bus. Call it once in a process, as `openTable`. */
export function openPublisher(eventBus: string): Publish {
  const client = new EventBridgeClient({ ...clientOptions(timeoutMs), cacheMiddleware: true });
  client.middlewareStack.use(answerInTime(timeoutMs));
  return createPublisher(client, eventBus);
}

function openSqs(): SQSClient {
  return new SQSClient({ ...clientOptions(timeoutMs), cacheMiddleware: true });
}

/** The queue of notifications. Call it once in a process, as `openTable`. */
export function openLaterQueue(queueUrl: string): LaterQueue {
  return createLaterQueue(openSqs(), queueUrl, Date.now);
}

/** The queue of pushes that have failed to the end. Call it once in a process, as `openTable`. */
export function openGiveUp(queueUrl: string): GiveUp {
  return createGiveUp(openSqs(), queueUrl);
}

/** The keys of pushes. Call it once in a process, as `openTable`. */
export function openVapidKeys(secretId: string): ReadVapidKeys {
  return readKeysFrom(new SecretsManagerClient(clientOptions(timeoutMs)), secretId);
}
