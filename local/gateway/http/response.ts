import * as z from 'zod';

/** What goes to the client. Headers of several values are sent several times. */
export interface HttpAnswer {
  status: number;
  headers: Record<string, string | string[]>;
  body: string | Buffer;
}

const scalar = z.union([z.string(), z.number(), z.boolean()]).transform(String);

const proxyResponse = z.object({
  statusCode: z.union([z.int(), z.string().regex(/^\d{3}$/).transform(Number)]).pipe(z.int().min(100).max(599)),
  headers: z.record(z.string(), scalar).nullish(),
  cookies: z.array(z.string()).nullish(),
  body: z.string().nullish(),
  isBase64Encoded: z.boolean().nullish(),
});

/**
 * What a function of payload format 2.0 returned, as API Gateway reads it: with a `statusCode` it is the response, without
 * one it is itself the JSON body of a 200. Null where it has a `statusCode` but is no proper response.
 */
export function interpret(value: unknown): HttpAnswer | null {
  if (typeof value !== 'object' || value === null || !('statusCode' in value)) return bare(value);
  const result = proxyResponse.safeParse(value);
  if (!result.success) return null;
  const { statusCode, headers, cookies, body, isBase64Encoded } = result.data;
  const sent: Record<string, string | string[]> = {};
  for (const [name, text] of Object.entries(headers ?? {})) sent[name.toLowerCase()] = text;
  if (sent['content-type'] === undefined) sent['content-type'] = 'text/plain; charset=utf-8';
  if (cookies !== undefined && cookies !== null && cookies.length > 0) sent['set-cookie'] = cookies;
  delete sent['content-length'];
  return { status: statusCode, headers: sent, body: isBase64Encoded === true ? Buffer.from(body ?? '', 'base64') : (body ?? '') };
}

function bare(value: unknown): HttpAnswer {
  const body = typeof value === 'string' ? value : JSON.stringify(value ?? null);
  return { status: 200, headers: { 'content-type': 'application/json' }, body };
}
