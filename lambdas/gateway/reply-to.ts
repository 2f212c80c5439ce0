import { ChatError } from '../../protocol/errors.ts';
import { quietActions, type ServerFrame } from '../../protocol/events.ts';
import { isLive } from '../chat/model/connection.ts';
import { ConnectionEnded } from '../chat/model/errors.ts';
import { answerFrame, type FrameContext } from './answer-frame.ts';
import { decodeFrame, errorBodyOf, requestIdOf, serverFrame } from './frame-event.ts';
import { reportFailure } from './report-failure.ts';
import type { UserCalls } from './user-calls.ts';

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
  await sockets.close(connection);
}

/**
 * Every frame gets a reply or an error (WS-4); null if it is a quiet one, or if the socket is closed instead.
 * @param value the frame, not yet checked; undefined if it cannot be read, or the ChatError that says why
 */
export async function replyTo(ctx: FrameContext, calls: UserCalls, value: unknown): Promise<ServerFrame | null> {
  const requestId = requestIdOf(value);
  try {
    await calls.count(ctx, ctx.caller.userId, ctx.rules.userLimit);
    const live = await withLiveToken(ctx);
    if (value instanceof ChatError) throw value;
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
