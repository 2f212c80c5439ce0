import type { ServerResponse } from 'node:http';

export type ResponseHeaders = Record<string, string | string[]>;

/** A whole response. */
export interface Answer {
  status: number;
  headers: Record<string, string>;
  body: Buffer;
}

/** Ends a response with a body and its length. */
export function respond(
  response: ServerResponse,
  status: number,
  headers: ResponseHeaders,
  body: string | Buffer,
): void {
  const length = { 'content-length': String(Buffer.byteLength(body)) };
  response.writeHead(status, status === 204 ? headers : { ...headers, ...length });
  response.end(body);
}

export function respondJson(
  response: ServerResponse,
  status: number,
  value: unknown,
  headers: ResponseHeaders = {},
): void {
  respond(response, status, { 'content-type': 'application/json', ...headers }, JSON.stringify(value));
}
