import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import type { Sockets } from './chat/ports/sockets.ts';
import type { Store } from './chat/ports/store.ts';
import { openDynamo } from './data/dynamo.ts';
import { createStore } from './data/store.ts';
import { TableClient } from './data/table-client.ts';
import { clientOptions } from './platform/client-options.ts';
import { answerInTime } from './platform/lost-answers.ts';
import { createPublisher, type Publish } from './push/event-bus.ts';
import { openManagementApi } from './push/management-api.ts';
import { createSockets } from './push/sockets.ts';

/** The composition root: what implements the chat's ports in a deployed function. */

/** The table. Call it once in a process: the client keeps its connections open between invocations. */
function openStore(tableName: string): Store {
  return createStore(new TableClient(openDynamo(), tableName));
}

/** The table and the sockets. Call it once in a process, as `openStore`. */
export function openServices(settings: { tableName: string; managementUrl: string }): {
  store: Store;
  sockets: Sockets;
} {
  return {
    store: openStore(settings.tableName),
    sockets: createSockets(openManagementApi(settings.managementUrl)),
  };
}

const busTimeoutMs = 5_000;

/** The event bus. Call it once in a process, as `openStore`. */
export function openPublisher(eventBus: string): Publish {
  const client = new EventBridgeClient({ ...clientOptions(busTimeoutMs), cacheMiddleware: true });
  client.middlewareStack.use(answerInTime(busTimeoutMs));
  return createPublisher(client, eventBus);
}
