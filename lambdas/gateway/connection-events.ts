import { forgetConnection } from '../chat/forget-connection.ts';
import { RateLimited } from '../chat/model/rate-limit.ts';
import type { RateLimit, Recipient } from '../chat/model/types.ts';
import { openConnection } from '../chat/open-connection.ts';
import type { Context } from '../chat/ports/context.ts';
import type { Sockets } from '../chat/ports/sockets.ts';
import type { Store } from '../chat/ports/store.ts';
import { record } from '../platform/metrics.ts';
import { connectionOf, decodeConnectionUser } from './connection-context.ts';
import { selectedSubprotocol, type Handshake } from './handshake.ts';
import { reportFailure } from './report-failure.ts';
import { UserCalls } from './user-calls.ts';

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

/** The rules that an operator may set for connections. */
export interface ConnectionRules {
  maxConnections: number;
  /** Of all calls of one user together; null for no limit. */
  userLimit: RateLimit | null;
}

/**
 * API Gateway refuses the handshake with this status. ("Manage connected users and client apps: $connect
 * and $disconnect routes".)
 */
const refused = { statusCode: 403 };

/** Stores the connection; false if the user is banned or has come too often (WS-18). */
async function admit(ctx: Context, connection: Recipient, calls: UserCalls, rules: ConnectionRules): Promise<boolean> {
  try {
    await calls.count(ctx, connection.userId, rules.userLimit);
  } catch (error) {
    if (!(error instanceof RateLimited)) throw error;
    reportFailure('handshake failed', error);
    return false;
  }
  return openConnection(ctx, connection, rules.maxConnections);
}

/**
 * Opens a connection, or refuses it. The selected sub-protocol is the only header of the response that
 * reaches the client.
 */
export function connectHandler(parts: Parts, rules: ConnectionRules, calls = new UserCalls()) {
  return async (event: ConnectionEvent) => {
    const ctx = contextOf(event, parts);
    if (!(await admit(ctx, connectionOf(event.requestContext), calls, rules))) return refused;
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
