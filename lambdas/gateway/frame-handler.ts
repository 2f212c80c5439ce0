import type { Recipient } from '../chat/model/types.ts';
import type { Rules } from '../chat/ports/context.ts';
import type { Sockets } from '../chat/ports/sockets.ts';
import type { Store } from '../chat/ports/store.ts';
import { noteUser } from '../platform/invocation.ts';
import type { VerifyToken } from '../platform/tokens.ts';
import type { FrameContext } from './answer-frame.ts';
import { connectionOf } from './connection-context.ts';
import { jsonOf } from './frame-event.ts';
import { Participants } from './participants.ts';
import { replyTo } from './reply-to.ts';
import { UserCalls } from './user-calls.ts';

/** A frame as API Gateway delivers it. (API Gateway, "Lambda proxy integration for WebSocket APIs".) */
export interface FrameEvent {
  requestContext: {
    connectionId: string;
    connectedAt: number;
    requestTimeEpoch: number;
    requestId: string;
    authorizer?: unknown;
  };
  body?: string;
}

/** The body is sent to the client. */
export interface FrameResponse {
  statusCode: number;
  body?: string;
}

export interface FrameParts {
  store: Store;
  sockets: Sockets;
  rules: Rules;
  verifyToken: VerifyToken;
}

/** The context of a frame of this connection. */
export function frameContextOf(
  event: FrameEvent,
  connection: Recipient,
  parts: FrameParts & Pick<FrameContext, 'participants'>,
): FrameContext {
  const { connectionId, requestTimeEpoch: nowMs, requestId } = event.requestContext;
  noteUser(connection.userId);
  return { ...parts, nowMs, requestId, connectionId, connection, caller: connection };
}

/**
 * The function behind every route of the WebSocket API except `$connect` and `$disconnect`.
 * @param calls what the process remembers
 */
export function frameHandler(parts: FrameParts, calls = new UserCalls()) {
  const participants = new Participants(parts.store);
  return async (event: FrameEvent): Promise<FrameResponse> => {
    const ctx = frameContextOf(event, connectionOf(event.requestContext), { ...parts, participants });
    const frame = await replyTo(ctx, calls, jsonOf(event.body));
    return { statusCode: 200, ...(frame === null ? {} : { body: JSON.stringify(frame) }) };
  };
}
