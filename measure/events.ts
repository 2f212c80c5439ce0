import { randomUUID } from 'node:crypto';
import { encodeConnectionUser } from '../lambdas/gateway/connection-context.ts';
import type { ConnectionEvent } from '../lambdas/gateway/connection-events.ts';
import type { FrameEvent } from '../lambdas/gateway/frame-handler.ts';
import type { HttpEvent } from '../lambdas/gateway/http-event.ts';
import { restBase, subprotocol } from '../protocol/limits.ts';

/** Events as API Gateway hands them over, for handlers that are called without a gateway. */

/** A socket of a user: since when it is open, and until when its token lasts. */
export interface Socket {
  connectionId: string;
  userId: string;
  connectedAtMs: number;
  expiresAtSeconds: number;
}

function requestContext({ connectionId, userId, connectedAtMs, expiresAtSeconds }: Socket, nowMs: number) {
  const authorizer = encodeConnectionUser({ userId, username: userId, expiresAtSeconds, codec: subprotocol });
  return { connectionId, connectedAt: connectedAtMs, requestTimeEpoch: nowMs, requestId: randomUUID(), authorizer };
}

export function frameEvent(socket: Socket, nowMs: number, frame: Record<string, unknown>): FrameEvent {
  return { requestContext: requestContext(socket, nowMs), body: JSON.stringify(frame) };
}

/** `$connect` and `$disconnect`. */
export function connectionEvent(socket: Socket, nowMs: number): ConnectionEvent {
  return { requestContext: requestContext(socket, nowMs) };
}

export function getEvent(userId: string, nowMs: number, path: string, query = ''): HttpEvent {
  return {
    rawPath: `${restBase}${path}`,
    rawQueryString: query,
    headers: { authorization: `Bearer ${userId}` },
    requestContext: {
      http: { method: 'GET' },
      requestId: randomUUID(),
      timeEpoch: nowMs,
    },
    isBase64Encoded: false,
  };
}
