import type { ErrorCode, ErrorDetail } from './contract.ts';

/**
 * A code of the contract (WS-4). Or `network`: no answer arrived, so the request may have been carried out or not. Or
 * `storage`: the outbox cannot be saved, so unsent messages are lost when the page is closed.
 */
export type FailureCode = ErrorCode | 'network' | 'storage';

/** Why an operation failed. A value, never thrown. */
export interface Failure {
  code: FailureCode;
  /** Technical and in English, for logs. The page has its own text for each code. */
  message: string;
  details?: ErrorDetail[];
  /** With `rate_limited`: the time until a retry can succeed. */
  retryAfterMs?: number;
}

/** The outcome of an operation. Promises of the client resolve to it and never reject. */
export type Result<T> = { ok: true; value: T } | { ok: false; error: Failure };
