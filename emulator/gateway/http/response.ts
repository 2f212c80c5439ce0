import { validateHeaderName, validateHeaderValue } from 'node:http';
import * as z from 'zod';

/** The response that the client gets. A header with several values is sent several times. */
export interface HttpAnswer {
  status: number;
  headers: Record<string, string | string[]>;
  body: string | Buffer;
}

const scalar = z.union([z.string(), z.number(), z.boolean()]).transform(String);

/** Headers that belong to the connection (RFC 9110, 7.6.1), and the length, which the gateway counts. */
const notForwarded = [
  'connection',
  'content-length',
  'keep-alive',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
];

const proxyResponse = z.object({
  statusCode: z
    .union([
      z.int(),
      z
        .string()
        .regex(/^\d{3}$/)
        .transform(Number),
    ])
    .pipe(z.int().min(200).max(599)),
  headers: z.record(z.string(), scalar).nullish(),
  cookies: z.array(z.string()).nullish(),
  body: z.string().nullish(),
  isBase64Encoded: z.boolean().nullish(),
});

/**
 * What a function of payload format 2.0 returned, as API Gateway reads it: with a `statusCode` it is the response,
 * without one it is itself the JSON body of a 200. Null where it has a `statusCode` but is no proper response: an
 * interim status and a header that cannot be sent included.
 */
export function interpret(value: unknown): HttpAnswer | null {
  if (typeof value !== 'object' || value === null || !('statusCode' in value)) return bare(value);
  const result = proxyResponse.safeParse(value);
  if (!result.success) return null;
  const { statusCode, headers, cookies, body, isBase64Encoded } = result.data;
  const sent = sentHeaders(headers ?? {}, cookies ?? []);
  if (!canBeSent(sent)) return null;
  return {
    status: statusCode,
    headers: sent,
    body: isBase64Encoded === true ? Buffer.from(body ?? '', 'base64') : (body ?? ''),
  };
}

function sentHeaders(headers: Record<string, string>, cookies: string[]): HttpAnswer['headers'] {
  const own = Object.entries(headers).map(([name, text]) => [name.toLowerCase(), text] as const);
  return {
    'content-type': 'text/plain; charset=utf-8',
    ...Object.fromEntries(own.filter(([name]) => !notForwarded.includes(name))),
    ...(cookies.length > 0 && { 'set-cookie': cookies }),
  };
}

function canBeSent(headers: HttpAnswer['headers']): boolean {
  try {
    for (const [name, values] of Object.entries(headers)) {
      validateHeaderName(name);
      for (const value of [values].flat()) validateHeaderValue(name, value);
    }
    return true;
  } catch {
    return false;
  }
}

function bare(value: unknown): HttpAnswer {
  const body = typeof value === 'string' ? value : JSON.stringify(value ?? null);
  return { status: 200, headers: { 'content-type': 'application/json' }, body };
}
