import { errorTable } from '../../protocol/errors.ts';
import type { Problem } from '../../protocol/rest.ts';
import type { Rules } from '../chat/ports/context.ts';
import type { Sockets } from '../chat/ports/sockets.ts';
import type { Store } from '../chat/ports/store.ts';
import { callerOf } from '../platform/claims.ts';
import { answerRequest, type Answer } from './answer-request.ts';
import { errorBodyOf } from './frame-event.ts';
import { inputOf, routeOf, type HttpEvent } from './http-event.ts';
import { reportFailure } from './report-failure.ts';

export interface HttpParts {
  store: Store;
  sockets: Sockets;
  rules: Rules;
  usernameClaim: string;
  /** The OpenAPI document that is served as it is. */
  openapi: unknown;
}

export interface HttpResponse {
  statusCode: number;
  headers: Record<string, string>;
  body?: string;
}

const common = { 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' };

async function answer(event: HttpEvent, { usernameClaim, openapi, ...parts }: HttpParts): Promise<Answer> {
  // The open OPTIONS route ends here when a browser asks for permission; API Gateway adds the headers that grant it.
  if (event.requestContext.http.method === 'OPTIONS') return { status: 204 };
  const route = routeOf(event);
  if (route.name === 'openapi') return { status: 200, body: openapi };
  const { requestId, timeEpoch, authorizer } = event.requestContext;
  const caller = callerOf(authorizer?.jwt?.claims ?? {}, usernameClaim);
  const ctx = { ...parts, caller, nowMs: timeEpoch, requestId, connectionId: null };
  return answerRequest(ctx, route.name, inputOf(event, route));
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
  const headers = { ...common, 'content-type': 'application/problem+json', ...retryAfter };
  return { statusCode: status, headers, body: JSON.stringify(body) };
}

/** The function behind the HTTP API. */
export function httpHandler(parts: HttpParts) {
  return async (event: HttpEvent): Promise<HttpResponse> => {
    try {
      const { status, body } = await answer(event, parts);
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
