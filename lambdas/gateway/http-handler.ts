import { ChatError, errorTable } from '../../protocol/errors.ts';
import type { Problem } from '../../protocol/rest.ts';
import type { TokenOwner } from '../chat/model/types.ts';
import type { CreationRules, Rules } from '../chat/ports/context.ts';
import type { Sockets } from '../chat/ports/sockets.ts';
import type { Store } from '../chat/ports/store.ts';
import { noteUser } from '../platform/invocation.ts';
import type { VerifyToken } from '../platform/tokens.ts';
import { answerRequest, type Answer } from './answer-request.ts';
import { errorBodyOf } from './frame-event.ts';
import { findRoute, inputOf, requireBearerToken, unknownRoute, type HttpEvent } from './http-event.ts';
import { Participants } from './participants.ts';
import { reportFailure } from './report-failure.ts';
import { UserCalls } from './user-calls.ts';

export interface HttpParts {
  store: Store;
  sockets: Sockets;
  rules: Rules & CreationRules;
  verifyToken: VerifyToken;
  /** The OpenAPI document that is served as it is. */
  openapi: unknown;
}

export interface HttpResponse {
  statusCode: number;
  headers: Record<string, string>;
  body?: string;
}

const common = { 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' };

/** Every request with a valid token counts as a call of its user (WS-18), one for nothing that exists too. */
async function answer(
  event: HttpEvent,
  calls: UserCalls,
  { verifyToken, openapi, ...parts }: HttpParts & { participants: Participants },
): Promise<Answer> {
  const { requestId, timeEpoch } = event.requestContext;
  const route = findRoute(event);
  if (route?.name === 'openapi') return { status: 200, body: openapi };
  const caller = await callerOf(event, verifyToken);
  // What does not exist is not found, with a token or without one.
  if (caller instanceof ChatError) throw route === null ? unknownRoute() : caller;
  noteUser(caller.userId);
  const ctx = { ...parts, caller, nowMs: timeEpoch, requestId, connectionId: null };
  await calls.count(ctx, caller.userId, parts.rules.userLimit);
  if (route === null) throw unknownRoute();
  return answerRequest(ctx, route.name, inputOf(event, route));
}

/** The user of the token, or why there is none. */
async function callerOf(event: HttpEvent, verifyToken: VerifyToken): Promise<TokenOwner | ChatError> {
  try {
    return await verifyToken(requireBearerToken(event));
  } catch (error) {
    if (error instanceof ChatError && error.code === 'unauthorized') return error;
    throw error;
  }
}

/** RFC 9457, with the code of the socket's errors. */
function problemOf(error: unknown): HttpResponse {
  const { code, message, details, retry_after_ms: retryAfterMs } = errorBodyOf(error);
  const { status, title } = errorTable[code];
  const body: Problem = {
    type: 'about:blank',
    title,
    status,
    detail: message,
    code,
    ...(details === undefined ? {} : { details }),
    ...(retryAfterMs === undefined ? {} : { retry_after_ms: retryAfterMs }),
  };
  const retryAfter: Record<string, string> =
    retryAfterMs === undefined ? {} : { 'retry-after': String(Math.ceil(retryAfterMs / 1000)) };
  // RFC 6750, section 3.
  const challenge: Record<string, string> = code === 'unauthorized' ? { 'www-authenticate': 'Bearer' } : {};
  const headers = { ...common, 'content-type': 'application/problem+json', ...retryAfter, ...challenge };
  return { statusCode: status, headers, body: JSON.stringify(body) };
}

/**
 * The function behind the HTTP API.
 * @param calls what the process remembers
 */
export function httpHandler(parts: HttpParts, calls = new UserCalls()) {
  const participants = new Participants(parts.store);
  return async (event: HttpEvent): Promise<HttpResponse> => {
    try {
      const { status, body } = await answer(event, calls, { ...parts, participants });
      if (body === undefined) return { statusCode: status, headers: common };
      return {
        statusCode: status,
        headers: { ...common, 'content-type': 'application/json' },
        body: JSON.stringify(body),
      };
    } catch (error) {
      reportFailure('request failed', error);
      return problemOf(error);
    }
  };
}
