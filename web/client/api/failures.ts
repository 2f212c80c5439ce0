import { ChatError, errorTable } from '../../../protocol/errors.ts';
import type { ErrorBody } from '../../../protocol/events.ts';
import type { Failure, FailureCode } from './types.ts';

/** The failure that an `error` of the contract speaks of. A code that this client does not know counts as `internal`. */
export function failureOfError(body: ErrorBody): Failure {
  return {
    code: Object.hasOwn(errorTable, body.code) ? body.code : 'internal',
    message: body.message,
    ...(body.details && { details: body.details }),
    ...(body.retry_after_ms !== undefined && { retryAfterMs: body.retry_after_ms }),
  };
}

/**
 * The code of an error that API Gateway makes itself, `{message, …}` (WS-4): by its status where there is one, else by
 * its text, which is all that a frame has. Its `Forbidden` on a socket means that no route took the frame.
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

/** No answer came. */
export function networkFailure(message: string): Failure {
  return { code: 'network', message };
}

/** What a token source or a fetch throws: a refusal that says what it is, or no answer. */
export function failureOfThrown(error: unknown): Failure {
  if (error instanceof ChatError) return { code: error.code, message: error.message };
  return networkFailure(error instanceof Error ? error.message : String(error));
}

/** Whether the same request can work later without anybody changing anything. */
export function isRetryable(failure: Failure): boolean {
  return failure.code === 'network' || (failure.code !== 'storage' && errorTable[failure.code].retryable);
}
