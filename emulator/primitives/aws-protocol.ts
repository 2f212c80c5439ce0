import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { readBody } from './request-body.ts';

/** An error in the answer of an AWS service. */
export class AwsError extends Error {
  readonly type: string;
  readonly status: number;

  /** `type`: the error's name, such as `ResourceNotFoundException`. */
  constructor(type: string, message: string, status = 400) {
    super(message);
    this.type = type;
    this.status = status;
  }
}

/** The complete body. Throws a RequestTooLargeException if it exceeds `maxBytes`. */
export async function requireBody(request: IncomingMessage, maxBytes: number): Promise<Buffer> {
  const body = await readBody(request, maxBytes);
  if (body === null)
    throw new AwsError('RequestTooLargeException', `Request must be smaller than ${maxBytes} bytes`, 413);
  return body;
}

/** Sends an answer in AWS's JSON protocols. */
export function sendJson(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
): void {
  const bytes = Buffer.from(JSON.stringify(body));
  response.writeHead(status, {
    'Content-Type': 'application/x-amz-json-1.1',
    'Content-Length': bytes.length,
    'x-amzn-RequestId': randomUUID(),
    ...headers,
  });
  response.end(bytes);
}

/** Every error that is not an `AwsError` becomes a 500 without details. */
export function awsErrorOf(error: unknown): AwsError {
  return error instanceof AwsError ? error : new AwsError('InternalFailure', 'Internal failure', 500);
}

/** Sends an error in AWS's JSON protocols. */
export function sendError(response: ServerResponse, error: unknown, headers: Record<string, string> = {}): void {
  const { type, message, status } = awsErrorOf(error);
  sendJson(response, status, { __type: type, message }, { 'x-amzn-ErrorType': type, ...headers });
}
