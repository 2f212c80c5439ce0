import type { IncomingMessage } from 'node:http';
import type { ResponseHeaders } from '../primitives/respond.ts';
import { isOfThisMachine } from '../primitives/this-machine.ts';
import { wildcard } from '../primitives/wildcard.ts';
import type { CorsRule } from './model.ts';
import { S3Error } from './s3-error.ts';

const vary = 'Origin, Access-Control-Request-Headers, Access-Control-Request-Method';

/** The headers that a preflight gets. Throws an `S3Error` if no rule allows the request that it asks for. */
export function preflightHeaders(rules: CorsRule[], { headers }: Pick<IncomingMessage, 'headers'>): ResponseHeaders {
  const origin = headers.origin;
  const method = headers['access-control-request-method'];
  if (origin === undefined || method === undefined)
    throw new S3Error('InvalidRequest', { message: 'Insufficient information. Origin request header needed.' });
  const asked = String(headers['access-control-request-headers'] ?? '')
    .toLowerCase()
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
  if (rules.length === 0) throw new S3Error('AccessForbidden');
  const rule = findRule(rules, origin, method, asked);
  if (rule === undefined) throw notAllowed(method);
  return {
    ...headersOf(rule, origin),
    ...(asked.length > 0 && { 'access-control-allow-headers': asked.join(', ') }),
    ...(rule.maxAgeSeconds !== null && { 'access-control-max-age': String(rule.maxAgeSeconds) }),
  };
}

/** The headers that the answer to a request of a page gets, also if it fails: none if no rule allows it. */
export function corsHeaders(rules: CorsRule[], { headers, method = '' }: IncomingMessage): ResponseHeaders {
  const rule = headers.origin === undefined ? undefined : findRule(rules, headers.origin, method, []);
  return rule === undefined ? {} : headersOf(rule, headers.origin!);
}

/** The first rule that allows all of it, as S3 chooses. */
function findRule(rules: CorsRule[], origin: string, method: string, asked: string[]): CorsRule | undefined {
  return rules.find(
    ({ origins, methods, headers }) =>
      (origins.some((one) => wildcard(one)(origin)) || isOfThisMachine(origin)) &&
      methods.includes(method) &&
      asked.every((name) => headers.some((one) => wildcard(one)(name))),
  );
}

function headersOf({ origins, methods, exposedHeaders }: CorsRule, origin: string): ResponseHeaders {
  const any = origins.includes('*');
  return {
    'access-control-allow-origin': any ? '*' : origin,
    ...(!any && { 'access-control-allow-credentials': 'true' }),
    'access-control-allow-methods': methods.join(', '),
    ...(exposedHeaders.length > 0 && { 'access-control-expose-headers': exposedHeaders.join(', ') }),
    vary,
  };
}

function notAllowed(method: string): S3Error {
  const message =
    "CORSResponse: This CORS request is not allowed. This is usually because the evalution of Origin, request method / Access-Control-Request-Method or Access-Control-Request-Headers are not whitelisted by the resource's CORS spec.";
  return new S3Error('AccessForbidden', { message, Method: method, ResourceType: 'OBJECT' });
}
