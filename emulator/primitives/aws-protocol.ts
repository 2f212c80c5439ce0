import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { readBody } from './request-body.ts';

/** An error as AWS services answer it. */
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

/** The whole body. Throws a RequestTooLargeException beyond `maxBytes`. */
export async function requireBody(request: IncomingMessage, maxBytes: number): Promise<Buffer> {
  const body = await readBody(request, maxBytes);
  if (body === null)
    throw new AwsError('RequestTooLargeException', `Request must be smaller than ${maxBytes} bytes`, 413);
  return body;
}

/** Answers in the form of AWS's JSON protocols. */
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

/** Anything but an `AwsError` is a fault of this service (500) that shows no detail. */
export function awsErrorOf(error: unknown): AwsError {
  return error instanceof AwsError ? error : new AwsError('InternalFailure', 'Internal failure', 500);
}

/** Answers an error in the form of AWS's JSON protocols. */
export function sendError(response: ServerResponse, error: unknown, headers: Record<string, string> = {}): void {
  const { type, message, status } = awsErrorOf(error);
  sendJson(response, status, { __type: type, message }, { 'x-amzn-ErrorType': type, ...headers });
}
