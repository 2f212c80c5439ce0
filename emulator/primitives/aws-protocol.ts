import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { readBody } from './request-body.ts';
import { respond, type Answer } from './respond.ts';

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

/** An answer in AWS's JSON protocols. */
function jsonAnswer(status: number, body: unknown, headers: Record<string, string> = {}): Answer {
  const own = { 'content-type': 'application/x-amz-json-1.1', 'x-amzn-RequestId': randomUUID() };
  return { status, headers: { ...own, ...headers }, body: Buffer.from(JSON.stringify(body)) };
}

/** Sends an answer in AWS's JSON protocols. */
export function sendJson(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
): void {
  sendAnswer(response, jsonAnswer(status, body, headers));
}

/** Every error that is not an `AwsError` becomes a 500 without details. */
export function awsErrorOf(error: unknown): AwsError {
  return error instanceof AwsError ? error : new AwsError('InternalFailure', 'Internal failure', 500);
}

/** An error in AWS's JSON protocols. */
export function errorAnswer(error: unknown, headers: Record<string, string> = {}): Answer {
  const { type, message, status } = awsErrorOf(error);
  return jsonAnswer(status, { __type: type, message }, { 'x-amzn-ErrorType': type, ...headers });
}

/** Sends an error in AWS's JSON protocols. */
export function sendError(response: ServerResponse, error: unknown): void {
  sendAnswer(response, errorAnswer(error));
}

export function sendAnswer(response: ServerResponse, { status, headers, body }: Answer): void {
  respond(response, status, headers, body);
}
