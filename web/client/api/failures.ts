import { ChatError, errorTable } from '../../../protocol/errors.ts';
import type { ErrorBody } from '../../../protocol/events.ts';
import type { Failure, FailureCode } from './types.ts';

/** The failure in an `error` of the contract. A code that this client does not know becomes `internal`. */
export function failureOfError(body: ErrorBody): Failure {
  return {
    code: Object.hasOwn(errorTable, body.code) ? body.code : 'internal',
    message: body.message,
    ...(body.details && { details: body.details }),
    ...(body.retry_after_ms !== undefined && { retryAfterMs: body.retry_after_ms }),
  };
}

/**
 * The code of an error of API Gateway itself, `{message, …}` (WS-4). It follows from the HTTP status; a frame has no
 * status, so its text decides. `Forbidden` on a socket means that no route accepted the frame.
 */
function codeOfGateway(message: string, status: number | undefined): FailureCode {
  if (status === 429 || /too many requests|limit exceeded|rate exceeded|throttl/i.test(message)) return 'rate_limited';
  if (status === 401 || (status === undefined && /unauthori[sz]ed/i.test(message))) return 'unauthorized';
  if (status === 403) return 'forbidden';
  if (status === 404) return 'not_found';
  if (status === 413) return 'payload_too_large';
  return status !== undefined && status < 500 ? 'bad_request' : 'internal';
}

export function failureOfGateway(message: string, status?: number): Failure {
  return { code: codeOfGateway(message, status), message };
}

/** The failure of a request without an answer. */
export function networkFailure(message: string): Failure {
  return { code: 'network', message };
}

/**
 * The failure for an error that a token source or `fetch` has thrown. Everything but a `ChatError` counts as `network`.
 */
export function failureOfThrown(error: unknown): Failure {
  if (error instanceof ChatError) return { code: error.code, message: error.message };
  return networkFailure(error instanceof Error ? error.message : String(error));
}

/** Whether the same request can succeed later without any change. */
export function isRetryable(failure: Failure): boolean {
  return failure.code === 'network' || (failure.code !== 'storage' && errorTable[failure.code].retryable);
}
