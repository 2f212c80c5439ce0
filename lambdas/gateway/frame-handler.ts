import { quietActions, type ServerFrame } from '../../protocol/events.ts';
import { isLive } from '../chat/model/connection.ts';
import { ConnectionEnded } from '../chat/model/errors.ts';
import type { Rules } from '../chat/ports/context.ts';
import type { Sockets } from '../chat/ports/sockets.ts';
import type { Store } from '../chat/ports/store.ts';
import { noteUser } from '../platform/invocation.ts';
import type { VerifyToken } from '../platform/tokens.ts';
import { answerFrame, type FrameContext } from './answer-frame.ts';
import { connectionOf } from './connection-context.ts';
import { decodeFrame, errorBodyOf, jsonOf, requestIdOf, serverFrame } from './frame-event.ts';
import { Participants } from './participants.ts';
import { reportFailure } from './report-failure.ts';
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

export interface FrameParts {
  store: Store;
  sockets: Sockets;
  rules: Rules;
  verifyToken: VerifyToken;
}

function contextOf(event: FrameEvent, parts: FrameParts & Pick<FrameContext, 'participants'>): FrameContext {
  const { connectionId, requestTimeEpoch: nowMs, requestId } = event.requestContext;
  const connection = connectionOf(event.requestContext);
  noteUser(connection.userId);
  return { ...parts, nowMs, requestId, connectionId, connection, caller: connection };
}

/**
 * If the token of the handshake has expired, only the user's presence says whether a fresh one has come since (WS-6).
 * @throws ConnectionEnded if none has
 */
async function withLiveToken(ctx: FrameContext): Promise<FrameContext> {
  if (isLive(ctx.connection, ctx.nowMs)) return ctx;
  const connection = await ctx.store.findConnection(ctx.caller.userId, ctx.connection.connectionId);
  if (connection === null || !isLive(connection, ctx.nowMs)) throw new ConnectionEnded();
  return { ...ctx, connection, caller: connection };
}

/** Posts the error and closes the connection. A reply would come after the close, so there is none. */
async function refuseForGood({ sockets, connection }: FrameContext, frame: ServerFrame): Promise<void> {
  await sockets.post([connection], frame);
  await sockets.close(connection.connectionId);
}

/**
 * Every frame gets a reply or an error (WS-4); null if it is a quiet one, or if the socket is closed instead.
 */
async function reply(ctx: FrameContext, calls: UserCalls, body: string | undefined): Promise<ServerFrame | null> {
  const value = jsonOf(body);
  const requestId = requestIdOf(value);
  try {
    await calls.count(ctx, ctx.caller.userId, ctx.rules.userLimit);
    const live = await withLiveToken(ctx);
    const frame = decodeFrame(value);
    const { event, data } = await answerFrame(live, frame);
    const isQuiet = requestId === undefined && quietActions.has(frame.action);
    return isQuiet ? null : serverFrame(event, data, requestId);
  } catch (error) {
    reportFailure('frame failed', error);
    const frame = serverFrame('error', errorBodyOf(error), requestId);
    if (!(error instanceof ConnectionEnded)) return frame;
    await refuseForGood(ctx, frame);
    return null;
  }
}

/**
 * The function behind every route of the WebSocket API except `$connect` and `$disconnect`.
 * @param calls what the process remembers
 */
export function frameHandler(parts: FrameParts, calls = new UserCalls()) {
  const participants = new Participants(parts.store);
  return async (event: FrameEvent): Promise<{ statusCode: number; body?: string }> => {
    const frame = await reply(contextOf(event, { ...parts, participants }), calls, event.body);
    return { statusCode: 200, ...(frame === null ? {} : { body: JSON.stringify(frame) }) };
  };
}
