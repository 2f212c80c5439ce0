import type { IncomingMessage } from 'node:http';
import type { HttpApiModel } from '../model.ts';
import { forwardedHeaders, sourceIpOf, type Header } from '../headers.ts';
import { clfTime } from '../../primitives/ids.ts';
import type { RouteMatch } from './router.ts';

/** What a JWT authorizer passes to the integration: every claim as a string. */
export interface JwtContext {
  claims: Record<string, string>;
  scopes: string[] | null;
}

/** `requestContext.authorizer`, by the kind of authorizer. */
export type AuthorizerContext = { jwt: JwtContext } | { lambda: Record<string, unknown> | null };

export interface EventInput {
  api: HttpApiModel;
  accountId: string;
  request: IncomingMessage;
  /** Path and query as they were sent. */
  path: string;
  query: string;
  body: Buffer;
  match: RouteMatch;
  /** What the route's authorizer passes to the integration; null if the route has no authorizer. */
  authorizer: AuthorizerContext | null;
  requestId: string;
  /** The error of the gateway host's clock; 0 unless a test sets it. */
  clockSkewMs: number;
}

const hopByHop = ['connection', 'keep-alive', 'transfer-encoding', 'te', 'upgrade', 'cookie'];

/**
 * The event of payload format 2.0 (Developer Guide, "Create AWS Lambda proxy integrations for HTTP APIs"). API Gateway
 * decodes the path, `rawPath` too, and cuts it at a decoded `?`; `rawQueryString` stays as it was sent.
 */
export function httpEvent(input: EventInput) {
  const { api, request, match, query, body, authorizer } = input;
  const nowMs = Date.now() + input.clockSkewMs;
  const headers = forwardedHeaders(request, nowMs);
  const cookies = cookiesOf(headers);
  const path = decode(input.path).split('?')[0] ?? '';
  const contentType = request.headers['content-type'];
  const isText = isTextType(contentType);
  return {
    version: '2.0',
    routeKey: match.route.routeKey,
    rawPath: path,
    rawQueryString: query,
    ...(cookies.length === 0 ? {} : { cookies }),
    headers: joined(
      headers.map(([name, value]) => [name.toLowerCase(), value] as const).filter(([name]) => !hopByHop.includes(name)),
    ),
    ...optional('queryStringParameters', joined([...new URLSearchParams(query)])),
    requestContext: {
      accountId: input.accountId,
      apiId: api.apiId,
      ...(authorizer === null ? {} : { authorizer }),
      domainName: request.headers.host ?? '127.0.0.1',
      domainPrefix: api.apiId,
      http: {
        method: request.method ?? 'GET',
        path,
        protocol: `HTTP/${request.httpVersion}`,
        sourceIp: sourceIpOf(request),
        userAgent: request.headers['user-agent'] ?? '',
      },
      requestId: input.requestId,
      routeKey: match.route.routeKey,
      stage: api.stage,
      time: clfTime(nowMs),
      timeEpoch: nowMs,
    },
    ...optional('pathParameters', mapValues(match.pathParameters, decode)),
    ...(body.length === 0 ? {} : { body: body.toString(isText ? 'utf8' : 'base64') }),
    isBase64Encoded: body.length > 0 && !isText,
  };
}

export type HttpEvent = ReturnType<typeof httpEvent>;

/** Everything that API Gateway does not treat as text arrives in base64, forms included. */
function isTextType(contentType: string | undefined): boolean {
  const type = contentType?.split(';')[0]?.trim().toLowerCase() ?? '';
  return /^text\/|^application\/(json|javascript|xml)$|^application\/[\w.-]+\+(json|xml)$/.test(type);
}

function cookiesOf(headers: readonly Header[]): string[] {
  return headers
    .filter(([name]) => name.toLowerCase() === 'cookie')
    .flatMap(([, value]) => value.split(';').map((cookie) => cookie.trim()))
    .filter((cookie) => cookie !== '');
}

/** Values of the same name, joined by commas. */
function joined(pairs: readonly Header[]): Record<string, string> {
  // Without a prototype: a parameter may be called `constructor`.
  const values: Record<string, string> = Object.create(null);
  for (const [name, value] of pairs) values[name] = name in values ? `${values[name]},${value}` : value;
  return values;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function mapValues(record: Record<string, string>, map: (value: string) => string): Record<string, string> {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, map(value)]));
}

/** Maps that would be empty are not in the event. */
function optional<N extends string>(name: N, record: Record<string, string>) {
  return (Object.keys(record).length === 0 ? {} : { [name]: record }) as Partial<Record<N, Record<string, string>>>;
}
