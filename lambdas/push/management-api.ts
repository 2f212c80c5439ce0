import { AwsClient, type AwsClientOptions } from '../platform/aws-client.ts';

/** The management API of one WebSocket stage. (API Gateway, "Use @connections commands in your backend service".) */
export interface ManagementApi {
  /** @throws AwsError `GoneException` where the connection has ended, `LimitExceededException` where too much is posted */
  post(connectionId: string, data: Uint8Array): Promise<void>;
  /** Closes a connection. @throws AwsError as `post` does */
  close(connectionId: string): Promise<void>;
}

const requestTimeoutMs = 3_000;
const maxAttempts = 3;

const pathOf = (connectionId: string) => `/@connections/${encodeURIComponent(connectionId)}`;

/** @param endpoint the stage's URL, https */
export function openManagementApi(endpoint: string, options: Partial<AwsClientOptions> = {}): ManagementApi {
  const client = new AwsClient({ service: 'execute-api', endpoint, requestTimeoutMs, maxAttempts, ...options });
  const headers = { 'content-type': 'application/octet-stream' };
  return {
    async post(connectionId, data) {
      await client.send({ method: 'POST', path: pathOf(connectionId), headers, body: data });
    },
    async close(connectionId) {
      await client.send({ method: 'DELETE', path: pathOf(connectionId) });
    },
  };
}
