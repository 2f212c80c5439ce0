import * as z from 'zod';

const status = z
  .union([
    z.int(),
    z
      .string()
      .regex(/^\d{3}$/)
      .transform(Number),
  ])
  .pipe(z.int().min(100).max(599));
const scalar = z.union([z.string(), z.number(), z.boolean()]).transform(String);

/**
 * What a Lambda proxy integration of a WebSocket API must return. Any other property makes it a "malformed Lambda proxy
 * response", which API Gateway treats like a function that threw.
 */
const proxyResponse = z.strictObject({
  statusCode: status,
  headers: z.record(z.string(), scalar).nullish(),
  multiValueHeaders: z.record(z.string(), z.array(scalar)).nullish(),
  body: z.string().nullish(),
  isBase64Encoded: z.boolean().nullish(),
});

export interface ProxyResponse {
  statusCode: number;
  /** By their names in lower case. */
  headers: Map<string, string>;
  /** Empty if the function returned none. */
  body: string;
}

/** The function's answer, or null if it is malformed. */
export function parseProxyResponse(value: unknown): ProxyResponse | null {
  const result = proxyResponse.safeParse(value);
  if (!result.success) return null;
  const { statusCode, headers, body, isBase64Encoded } = result.data;
  return {
    statusCode,
    headers: new Map(Object.entries(headers ?? {}).map(([name, text]) => [name.toLowerCase(), text])),
    body: isBase64Encoded === true ? Buffer.from(body ?? '', 'base64').toString() : (body ?? ''),
  };
}
