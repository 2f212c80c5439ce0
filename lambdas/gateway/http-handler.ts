import { ChatError, errorTable } from '../../protocol/errors.ts';
import type { EndpointName } from '../../protocol/rest.ts';
import type { Problem } from '../../protocol/results.ts';
import type { TokenOwner } from '../chat/model/types.ts';
import { noteUser } from '../platform/invocation.ts';
import type { VerifyToken } from '../platform/tokens.ts';
import { answerRequest, ok, type Answer, type Answers, type BaseParts, type UserEndpoint } from './answer-request.ts';
import { errorBodyOf } from './frame-event.ts';
import { findRoute, inputOf, requireBearerToken, unknownRoute, type HttpEvent } from './http-event.ts';
import { Participants } from './participants.ts';
import { reportFailure } from './report-failure.ts';
import { UserCalls } from './user-calls.ts';

/** What a function of REST answers: for the rest, nothing is found. */
export interface Endpoints<P extends BaseParts> {
  /** To users, by endpoint. */
  answers: Answers<P>;
  /** To everybody, as they are. */
  documents?: Partial<Record<EndpointName, unknown>>;
}

/** What a process keeps between its requests. */
interface Process<P extends BaseParts> extends Endpoints<P> {
  parts: P;
  participants: Participants;
  calls: UserCalls;
}

export interface HttpResponse {
  statusCode: number;
  headers: Record<string, string>;
  body?: string;
}

const common = { 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' };

/** Every request with a valid token counts as a call of its user (WS-18), one for nothing that exists too. */
async function answer<P extends BaseParts>(
  event: HttpEvent,
  { parts, participants, calls, answers, documents = {} }: Process<P>,
): Promise<Answer> {
  const { requestId, timeEpoch } = event.requestContext;
  const route = findRoute(event, (name) => name in answers || name in documents);
  if (route !== null && route.name in documents) return ok(documents[route.name]);
  const caller = await callerOf(event, parts.verifyToken);
  // What does not exist is not found, with a token or without one.
  if (caller instanceof ChatError) throw route === null ? unknownRoute() : caller;
  noteUser(caller.userId);
  const ctx = { ...parts, participants, caller, nowMs: timeEpoch, requestId, connectionId: null };
  await calls.count(ctx, caller.userId, parts.rules.userLimit);
  if (route === null) throw unknownRoute();
  return answerRequest(ctx, { name: route.name as UserEndpoint, answers }, inputOf(event, route));
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
 * A function behind the HTTP API.
 * @param calls what the process remembers
 */
export function httpHandler<P extends BaseParts>(parts: P, own: Endpoints<P>, calls = new UserCalls()) {
  const process = { ...own, parts, participants: new Participants(parts.store), calls };
  return async (event: HttpEvent): Promise<HttpResponse> => {
    try {
      const { status, body } = await answer(event, process);
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
