import { parseSystemEvent, type SystemEventResult } from '../../protocol/system-event.ts';
import { postSystemMessage } from '../chat/post-system-message.ts';
import type { Sockets } from '../chat/ports/sockets.ts';
import type { Store } from '../chat/ports/store.ts';
import { errorBodyOf } from './frame-event.ts';
import { reportFailedEvent } from './report-failure.ts';

/** The payload of a direct call, or of an event on the bus, which has it in `detail`. */
function payloadOf(event: unknown): unknown {
  const isBusEvent = typeof event === 'object' && event !== null && 'detail-type' in event && 'detail' in event;
  return isBusEvent ? event.detail : event;
}

/**
 * What Lambda shows the caller of an error: `errorType` is the error's name, `errorMessage` its message, and `trace`
 * the lines of its stack, which say nothing to anybody outside.
 */
function failure(error: unknown): Error {
  const { code, message } = errorBodyOf(error);
  const shown = new Error(message);
  shown.name = code;
  shown.stack = `${code}: ${message}`;
  return shown;
}

/** The function that the marketplace's services invoke, directly or over the event bus. It throws what it refuses. */
export function systemMessageHandler(parts: { store: Store; sockets: Sockets }, nowMs: () => number) {
  return async (event: unknown, { awsRequestId }: { awsRequestId: string }): Promise<SystemEventResult> => {
    try {
      const ctx = { ...parts, nowMs: nowMs(), requestId: awsRequestId, connectionId: null };
      return await postSystemMessage(ctx, parseSystemEvent(payloadOf(event)));
    } catch (error) {
      reportFailedEvent(error);
      throw failure(error);
    }
  };
}
