import { forgetConnection } from '../chat/forget-connection.ts';
import type { Sockets } from '../chat/ports/sockets.ts';
import type { Store } from '../chat/ports/store.ts';
import type { SignedIn } from '../data/signed-in.ts';
import type { ConnectionEvent } from '../gateway/connection-events.ts';
import { record } from '../platform/metrics.ts';

/**
 * `$connect` of a connection that speaks Socket.IO. Its client waits for the open packet, and API Gateway takes no post
 * before this function has returned, so another function sends the packet.
 * @param startOpening lets that function work on the connection, without waiting for it
 */
export function socketIoConnect(startOpening: (connectionId: string) => Promise<void>) {
  return async ({ requestContext }: ConnectionEvent): Promise<{ statusCode: number }> => {
    await startOpening(requestContext.connectionId);
    return { statusCode: 200 };
  };
}

/** `$disconnect` of such a connection. Nobody is to be told of one that never signed in. */
export function socketIoDisconnect(parts: { store: Store; sockets: Sockets; signedIn: SignedIn }) {
  return async ({ requestContext }: ConnectionEvent): Promise<{ statusCode: number }> => {
    const { connectionId, connectedAt, requestTimeEpoch: nowMs, requestId } = requestContext;
    record('ConnectionTime', (nowMs - connectedAt) / 1000);
    const owner = await parts.signedIn.remove(connectionId);
    const ctx = { ...parts, nowMs, requestId, connectionId };
    if (owner !== null) await forgetConnection(ctx, { connectionId, userId: owner.userId });
    return { statusCode: 200 };
  };
}
