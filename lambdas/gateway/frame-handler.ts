import type { ServerFrame } from '../../protocol/events.ts';
import { ConnectionEnded } from '../chat/model/connection-ended.ts';
import { endOf } from '../chat/open-connection.ts';
import type { Rules } from '../chat/ports/context.ts';
import type { Sockets } from '../chat/ports/sockets.ts';
import type { Store } from '../chat/ports/store.ts';
import type { VerifyToken } from '../platform/tokens.ts';
import { answerFrame, type FrameContext } from './answer-frame.ts';
import { decodeConnectionUser } from './connection-context.ts';
import { decodeFrame, errorBodyOf, jsonOf, requestIdOf, serverFrame } from './frame-event.ts';
import { reportFailure } from './report-failure.ts';

/** A frame as API Gateway hands it over. (API Gateway, "Lambda proxy integration for WebSocket APIs".) */
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

function contextOf(event: FrameEvent, parts: FrameParts): FrameContext {
  const { connectionId, connectedAt, requestTimeEpoch, requestId, authorizer } = event.requestContext;
  const { userId, username, expiresAtSeconds, codec } = decodeConnectionUser(authorizer);
  return {
    ...parts,
    nowMs: requestTimeEpoch,
    requestId,
    connectionId,
    connectedAtMs: connectedAt,
    codec,
    caller: { userId, username },
    expiresAtSeconds: endOf(connectedAt, expiresAtSeconds),
  };
}

function isOver(ctx: FrameContext, expiresAtSeconds: number): boolean {
  return expiresAtSeconds * 1000 <= ctx.nowMs;
}

/** The token of the handshake has expired: only the connection's row knows whether a fresh one has come since (WS-6). */
async function withLiveToken(ctx: FrameContext): Promise<FrameContext> {
  if (!isOver(ctx, ctx.expiresAtSeconds)) return ctx;
  const connection = await ctx.store.getConnection(ctx.connectionId);
  if (connection === null || isOver(ctx, connection.expiresAtSeconds)) throw new ConnectionEnded();
  const { userId, username, expiresAtSeconds } = connection;
  return { ...ctx, caller: { userId, username }, expiresAtSeconds };
}

/** Tells a connection that has ended, then closes it: an answer would come after the close, so there is none. */
async function refuseForGood(ctx: FrameContext, frame: ServerFrame): Promise<void> {
  const { connectionId, codec, expiresAtSeconds, connectedAtMs } = ctx;
  await ctx.sockets.post([{ connectionId, codec, expiresAtSeconds, connectedAtMs, ...ctx.caller }], frame);
  await ctx.sockets.close(connectionId);
}

/** Every frame is answered, whatever is in it and whatever happens (WS-4); null where the socket is closed instead. */
async function reply(ctx: FrameContext, body: string | undefined): Promise<ServerFrame | null> {
  const value = jsonOf(body);
  const requestId = requestIdOf(value);
  try {
    const live = await withLiveToken(ctx);
    const { event, data } = await answerFrame(live, decodeFrame(value));
    return serverFrame(event, data, requestId);
  } catch (error) {
    reportFailure('frame failed', error);
    const frame = serverFrame('error', errorBodyOf(error), requestId);
    if (!(error instanceof ConnectionEnded)) return frame;
    await refuseForGood(ctx, frame);
    return null;
  }
}

/** The function behind every route of the WebSocket but `$connect` and `$disconnect`. */
export function frameHandler(parts: FrameParts) {
  return async (event: FrameEvent): Promise<{ statusCode: number; body?: string }> => {
    const frame = await reply(contextOf(event, parts), event.body);
    return { statusCode: 200, ...(frame === null ? {} : { body: JSON.stringify(frame) }) };
  };
}
