import { ChatError } from '../../protocol/errors.ts';
import { limits, restBase } from '../../protocol/limits.ts';
import { badRequest, parse } from '../../protocol/parse.ts';
import { countBytes } from '../../protocol/text.ts';
import type { Endpoint } from '../../protocol/endpoint.ts';
import { endpointNames, endpoints, type EndpointName } from '../../protocol/rest.ts';

/** A request as API Gateway delivers it. (API Gateway, "Lambda proxy integrations for HTTP APIs", format 2.0.) */
export interface HttpEvent {
  rawPath: string;
  rawQueryString: string;
  /** By their names in lower case. */
  headers: Record<string, string | undefined>;
  requestContext: {
    http: { method: string };
    requestId: string;
    timeEpoch: number;
  };
  body?: string;
  isBase64Encoded: boolean;
}

/** `/threads/{id}/` as an expression that matches with and without the last slash. */
function pattern(path: string): RegExp {
  const source = path
    .replace(/\/$/, '')
    .replace(/[.]/g, '\\.')
    .replace(/\{(\w+)\}/g, '(?<$1>[^/]+)');
  return new RegExp(`^${source}/?$`);
}

const routes = endpointNames.map((name) => ({
  name,
  method: endpoints[name].method as string,
  expression: pattern(endpoints[name].path),
}));

export interface Route {
  name: EndpointName;
  pathParameters: Record<string, string>;
}

/** The token of the `Authorization` header. Throws `unauthorized` without one. */
export function requireBearerToken({ headers }: HttpEvent): string {
  const token = /^Bearer +(\S+)$/i.exec(headers.authorization ?? '')?.[1];
  if (token === undefined) throw new ChatError('unauthorized', 'authorization: must be a bearer token');
  return token;
}

/**
 * The endpoint that the request is for; null for an unknown path or method.
 * @param isAnswered whether an endpoint exists; one of a function that is switched off does not
 */
export function findRoute(event: HttpEvent, isAnswered: (name: EndpointName) => boolean = () => true): Route | null {
  const path = event.rawPath.startsWith(`${restBase}/`) ? event.rawPath.slice(restBase.length) : '';
  for (const { name, method, expression } of routes) {
    const match = method === event.requestContext.http.method ? expression.exec(path) : null;
    if (match !== null && isAnswered(name)) return { name, pathParameters: { ...match.groups } };
  }
  return null;
}

/** The refusal of an unknown path or method. */
export function unknownRoute(): ChatError {
  return new ChatError('not_found', 'there is nothing at this path and method');
}

function bodyOf(event: HttpEvent): unknown {
  const text = event.isBase64Encoded ? Buffer.from(event.body ?? '', 'base64').toString() : (event.body ?? '');
  if (countBytes(text) > limits.restBodyBytes) {
    throw new ChatError('payload_too_large', `body: must have at most ${limits.restBodyBytes} bytes`);
  }
  if (text.trim() === '') return {};
  try {
    return JSON.parse(text);
  } catch {
    throw badRequest([{ field: 'body', message: 'must be JSON' }]);
  }
}

/** The input of an endpoint, each part checked by the endpoint's own schema. */
export function inputOf(event: HttpEvent, { name, pathParameters }: Route) {
  const endpoint: Endpoint = endpoints[name];
  return {
    params: endpoint.params === undefined ? {} : parse(endpoint.params, pathParameters, 'path'),
    query:
      endpoint.query === undefined
        ? {}
        : parse(endpoint.query, Object.fromEntries(new URLSearchParams(event.rawQueryString)), 'query'),
    body: endpoint.body === undefined ? {} : parse(endpoint.body, bodyOf(event)),
  };
}
