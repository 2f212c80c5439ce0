import type { Sockets } from './chat/ports/sockets.ts';
import type { Store } from './chat/ports/store.ts';
import { createStore } from './data/store.ts';
import { TableClient } from './data/table-client.ts';
import { openManagementApi } from './push/management-api.ts';
import { createSockets } from './push/sockets.ts';
import { openDynamo } from './platform/dynamo.ts';

/** The table, by one client a process: its connections are kept open between calls. */
export function openTable(tableName: string): Store {
  return createStore(new TableClient(openDynamo(), tableName));
}

/** The table and the sockets, by one set of clients a process. */
export function connect(settings: { CHAT_TABLE: string; CHAT_MANAGEMENT_URL: string }): {
  store: Store;
  sockets: Sockets;
} {
  return {
    store: openTable(settings.CHAT_TABLE),
    sockets: createSockets(openManagementApi(settings.CHAT_MANAGEMENT_URL)),
  };
}
