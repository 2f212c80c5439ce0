import { ApiGatewayManagementApiClient } from '@aws-sdk/client-apigatewaymanagementapi';
import type { Sockets, Store } from '../chat/ports.ts';
import { createStore } from '../data/store.ts';
import { TableClient } from '../data/table-client.ts';
import { createSockets } from '../push/sockets.ts';
import { openDynamo } from './dynamo.ts';

const gatewayTimeouts = { connectionTimeout: 1_000, requestTimeout: 3_000, throwOnRequestTimeout: true };

/** The table, by one client a process: its connections are kept open between calls. */
export function openTable(tableName: string): Store {
  return createStore(new TableClient(openDynamo(), tableName));
}

/** The table and the sockets, by one set of clients a process. */
export function connect(settings: { CHAT_TABLE: string; CHAT_MANAGEMENT_URL: string }): { store: Store; sockets: Sockets } {
  const gateway = new ApiGatewayManagementApiClient({ endpoint: settings.CHAT_MANAGEMENT_URL, requestHandler: gatewayTimeouts, maxAttempts: 3 });
  return { store: openTable(settings.CHAT_TABLE), sockets: createSockets(gateway) };
}
