import { forgetConnection } from '../chat/forget-connection.ts';
import { endOf } from '../chat/model/connection.ts';
import { openConnection } from '../chat/open-connection.ts';
import type { Context } from '../chat/ports/context.ts';
import type { Sockets } from '../chat/ports/sockets.ts';
import type { Store } from '../chat/ports/store.ts';
import { record } from '../platform/metrics.ts';
import { decodeConnectionUser } from './connection-context.ts';
import { selectedSubprotocol, type Handshake } from './handshake.ts';

/** `$connect` and `$disconnect` as API Gateway delivers them. */
export interface ConnectionEvent extends Handshake {
  requestContext: {
    connectionId: string;
    connectedAt: number;
    requestTimeEpoch: number;
    requestId: string;
    authorizer?: unknown;
  };
}

interface Parts {
  store: Store;
  sockets: Sockets;
}

function contextOf(event: ConnectionEvent, parts: Parts): Context {
  const { connectionId, requestTimeEpoch, requestId } = event.requestContext;
  return { ...parts, nowMs: requestTimeEpoch, requestId, connectionId };
}

/** Stores the connection. The selected sub-protocol is the only header of the response that reaches the client. */
export function connectHandler(parts: Parts, maxConnections: number) {
  return async (event: ConnectionEvent) => {
    const { connectionId, connectedAt: connectedAtMs, authorizer } = event.requestContext;
    const { expiresAtSeconds, ...user } = decodeConnectionUser(authorizer);
    const connection = {
      ...user,
      connectionId,
      connectedAtMs,
      expiresAtSeconds: endOf(connectedAtMs, expiresAtSeconds),
    };
    await openConnection(contextOf(event, parts), connection, maxConnections);
    const subprotocol = selectedSubprotocol(event);
    return {
      statusCode: 200,
      ...(subprotocol === undefined ? {} : { headers: { 'Sec-WebSocket-Protocol': subprotocol } }),
    };
  };
}

/** Removes the connection. API Gateway may never send this event; then the next push to the connection finds out. */
export function disconnectHandler(parts: Parts) {
  return async (event: ConnectionEvent) => {
    const { connectionId, connectedAt, requestTimeEpoch, authorizer } = event.requestContext;
    const { userId } = decodeConnectionUser(authorizer);
    record('ConnectionTime', (requestTimeEpoch - connectedAt) / 1000);
    await forgetConnection(contextOf(event, parts), { connectionId, userId });
    return { statusCode: 200 };
  };
}
