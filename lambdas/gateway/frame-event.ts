import { errorTable, ChatError, type ErrorCode } from '../../protocol/errors.ts';
import type { ErrorBody, EventData, EventName, ServerFrame } from '../../protocol/events.ts';
import { clientFrames, type Action, type ClientFrame } from '../../protocol/frames.ts';
import { badRequest, parse } from '../../protocol/parse.ts';
import { id } from '../../protocol/primitives.ts';

/** Frames as they come and go: from text to a checked frame, from a result or an error to a server frame. */

/** The parsed body; undefined if it is not JSON. */
export function jsonOf(body: string | undefined): unknown {
  try {
    return JSON.parse(body ?? '');
  } catch {
    return undefined;
  }
}

/**
 * The request id of any value, so that an error can be matched to its request as well; undefined if there is
 * no valid one.
 */
export function requestIdOf(value: unknown): string | undefined {
  const given =
    typeof value === 'object' && value !== null ? (value as { request_id?: unknown }).request_id : undefined;
  return id.safeParse(given).data;
}

/** The checked frame. @throws ChatError `bad_request` that names what is wrong with it (WS-7) */
export function decodeFrame(value: unknown): ClientFrame {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw badRequest([{ field: 'frame', message: 'must be a JSON object with an action' }]);
  }
  const { action } = value as { action?: unknown };
  if (typeof action !== 'string' || !Object.hasOwn(clientFrames, action)) {
    throw badRequest([{ field: 'action', message: `must be one of ${Object.keys(clientFrames).join(', ')}` }]);
  }
  return parse(clientFrames[action as Action], value, 'frame') as ClientFrame;
}

/** The error as the client sees it; an unexpected one shows only that it was internal. */
export function errorBodyOf(error: unknown): ErrorBody {
  if (!(error instanceof ChatError))
    return { code: 'internal' satisfies ErrorCode, message: errorTable.internal.title };
  const { code, message, details, retryAfterMs } = error;
  return {
    code,
    message,
    ...(details === undefined ? {} : { details }),
    ...(retryAfterMs === undefined ? {} : { retry_after_ms: retryAfterMs }),
  };
}

export function serverFrame<E extends EventName>(
  event: E,
  data: EventData<E>,
  requestId: string | undefined,
): ServerFrame {
  return { event, ...(requestId === undefined ? {} : { request_id: requestId }), data } as ServerFrame;
}
