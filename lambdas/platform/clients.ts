import { ApiGatewayManagementApiClient } from '@aws-sdk/client-apigatewaymanagementapi';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { Sockets, Store } from '../chat/ports.ts';
import { createStore } from '../data/store.ts';
import { TableClient } from '../data/table-client.ts';
import { createSockets } from '../push/sockets.ts';

/** Well below the 29 s that API Gateway gives a function, so that a call that hangs is repeated in time. */
const dynamoTimeouts = { connectionTimeout: 1_000, requestTimeout: 4_000, throwOnRequestTimeout: true };
const gatewayTimeouts = { connectionTimeout: 1_000, requestTimeout: 3_000, throwOnRequestTimeout: true };

/** The table, by one client a process: its connections are kept open between calls. */
export function openTable(tableName: string): Store {
  const dynamo = new DynamoDBClient({ requestHandler: dynamoTimeouts, maxAttempts: 5 });
  const documents = DynamoDBDocumentClient.from(dynamo, { marshallOptions: { removeUndefinedValues: true } });
  return createStore(new TableClient(documents, tableName));
}

/** The table and the sockets, by one set of clients a process. */
export function connect(settings: { CHAT_TABLE: string; CHAT_MANAGEMENT_URL: string }): { store: Store; sockets: Sockets } {
  const gateway = new ApiGatewayManagementApiClient({ endpoint: settings.CHAT_MANAGEMENT_URL, requestHandler: gatewayTimeouts, maxAttempts: 3 });
  return { store: openTable(settings.CHAT_TABLE), sockets: createSockets(gateway) };
}
