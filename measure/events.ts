import { randomUUID } from 'node:crypto';
import { encodeConnectionUser } from '../lambdas/gateway/connection-context.ts';
import type { ConnectionEvent } from '../lambdas/gateway/connection-events.ts';
import type { FrameEvent } from '../lambdas/gateway/frame-handler.ts';
import type { HttpEvent } from '../lambdas/gateway/http-event.ts';
import { restBase, subprotocol } from '../protocol/limits.ts';

/** Events as API Gateway passes them to the functions, for handlers that are called without a gateway. */

/** A socket of a user: since when it is open, and until when its token lasts. */
export interface Socket {
  connectionId: string;
  userId: string;
  /** The user's id unless the token named them otherwise. */
  username?: string;
  connectedAtMs: number;
  expiresAtSeconds: number;
}

function requestContext(socket: Socket, nowMs: number) {
  const { connectionId, userId, username = userId, connectedAtMs, expiresAtSeconds } = socket;
  const authorizer = encodeConnectionUser({ userId, username, expiresAtSeconds, codec: subprotocol });
  return { connectionId, connectedAt: connectedAtMs, requestTimeEpoch: nowMs, requestId: randomUUID(), authorizer };
}

/** A frame of the client; a text is sent as it is. */
export function frameEvent(socket: Socket, nowMs: number, frame: Record<string, unknown> | string): FrameEvent {
  const body = typeof frame === 'string' ? frame : JSON.stringify(frame);
  return { requestContext: requestContext(socket, nowMs), body };
}

/** `$connect` and `$disconnect`. */
export function connectionEvent(socket: Socket, nowMs: number): ConnectionEvent {
  return { requestContext: requestContext(socket, nowMs) };
}

export interface Request {
  method: string;
  /** Below /api/chat. */
  path: string;
  query?: string;
  body?: string | undefined;
}

/** A request with this token; API Gateway decodes its path (GW-45). */
export function httpEvent(token: string, nowMs: number, { method, path, query = '', body }: Request): HttpEvent {
  return {
    rawPath: decodeURIComponent(`${restBase}${path}`),
    rawQueryString: query,
    headers: { authorization: `Bearer ${token}` },
    requestContext: {
      http: { method },
      requestId: randomUUID(),
      timeEpoch: nowMs,
    },
    isBase64Encoded: false,
    ...(body === undefined ? {} : { body }),
  };
}
