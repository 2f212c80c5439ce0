import type { IncomingMessage } from 'node:http';
import { isOfThisMachine } from '../../primitives/this-machine.ts';
import type { CorsModel } from '../model.ts';

type Headers = Record<string, string | string[]>;

/** An `OPTIONS` request that a browser sends before another one. */
export function isPreflight(request: IncomingMessage): boolean {
  const { origin, 'access-control-request-method': method } = request.headers;
  return request.method === 'OPTIONS' && origin !== undefined && method !== undefined;
}

/**
 * `*`, `https://*`, `http://*` or an origin; the value of `access-control-allow-origin`, null for one that is not
 * allowed. A page of this machine stands for the origins that the app names, so that sites can be developed here.
 */
function allowedOrigin(cors: CorsModel, origin: string | undefined): string | null {
  if (origin === undefined) return null;
  if (cors.allowOrigins.includes('*')) return '*';
  const scheme = `${origin.split('://')[0]}://*`;
  return cors.allowOrigins.some((allowed) => allowed.toLowerCase() === origin.toLowerCase() || allowed === scheme) ||
    (cors.allowOrigins.length > 0 && isOfThisMachine(origin))
    ? origin
    : null;
}

function list(name: string, values: readonly string[]): Headers {
  return values.length === 0 ? {} : { [name]: values.join(',') };
}

/** API Gateway's own answer to a preflight: 204 with these headers, or with none if the origin is not allowed. */
export function preflightHeaders(cors: CorsModel, request: IncomingMessage): Headers {
  const origin = allowedOrigin(cors, request.headers.origin);
  if (origin === null) return {};
  return {
    ...corsHeaders(cors, request),
    ...list('access-control-allow-methods', cors.allowMethods),
    ...list('access-control-allow-headers', cors.allowHeaders),
    ...(cors.maxAgeSeconds === null ? {} : { 'access-control-max-age': String(cors.maxAgeSeconds) }),
  };
}

/** The headers that are added to an integration's answer. */
function corsHeaders(cors: CorsModel, request: IncomingMessage): Headers {
  const origin = allowedOrigin(cors, request.headers.origin);
  if (origin === null) return {};
  return {
    'access-control-allow-origin': origin,
    ...list('access-control-expose-headers', cors.exposeHeaders),
    ...(cors.allowCredentials ? { 'access-control-allow-credentials': 'true' } : {}),
  };
}

/** With CORS configured, the CORS headers of the integration itself are ignored (Developer Guide, "Configure CORS"). */
export function withCors(cors: CorsModel | null, request: IncomingMessage, headers: Headers): Headers {
  if (cors === null) return headers;
  const own = Object.entries(headers).filter(([name]) => !name.startsWith('access-control-'));
  return { ...Object.fromEntries(own), ...corsHeaders(cors, request) };
}
