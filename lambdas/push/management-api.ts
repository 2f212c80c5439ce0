import {
  ApiGatewayManagementApiClient,
  DeleteConnectionCommand,
  PostToConnectionCommand,
  type ApiGatewayManagementApiClientConfig,
} from '@aws-sdk/client-apigatewaymanagementapi';
import { clientOptions } from '../platform/client-options.ts';
import { answerInTime } from '../platform/lost-answers.ts';

/** The management API of one WebSocket stage. (API Gateway, "Use @connections commands in your backend service".) */
export interface ManagementApi {
  /** @throws GoneException if the connection has closed, LimitExceededException if too much is posted */
  post(connectionId: string, data: Uint8Array): Promise<void>;
  /** Closes a connection. @throws as `post` does */
  close(connectionId: string): Promise<void>;
}

const answerTimeoutMs = 3_000;
const maxAttempts = 3;

/** @param endpoint the stage's URL, https */
export function openManagementApi(
  endpoint: string,
  config: ApiGatewayManagementApiClientConfig = {},
  timeoutMs = answerTimeoutMs,
): ManagementApi {
  const client = new ApiGatewayManagementApiClient({
    ...clientOptions(timeoutMs),
    maxAttempts,
    cacheMiddleware: true,
    ...config,
    endpoint,
  });
  client.middlewareStack.use(answerInTime(timeoutMs));
  return {
    async post(connectionId, data) {
      await client.send(new PostToConnectionCommand({ ConnectionId: connectionId, Data: data }));
    },
    async close(connectionId) {
      await client.send(new DeleteConnectionCommand({ ConnectionId: connectionId }));
    },
  };
}
