import type { Message } from './objects.ts';

/** Every error code: its HTTP status (REST-2), its title, and whether a retry can succeed. */
export const errorTable = {
  bad_request: { status: 400, title: 'Bad request', retryable: false },
  unauthorized: { status: 401, title: 'Unauthorized', retryable: false },
  forbidden: { status: 403, title: 'Forbidden', retryable: false },
  not_found: { status: 404, title: 'Not found', retryable: false },
  conflict: { status: 409, title: 'Conflict', retryable: false },
  thread_inactive: { status: 409, title: 'Thread inactive', retryable: false },
  payload_too_large: { status: 413, title: 'Payload too large', retryable: false },
  rate_limited: { status: 429, title: 'Too many requests', retryable: true },
  internal: { status: 500, title: 'Internal error', retryable: true },
} as const;

export type ErrorCode = keyof typeof errorTable;

/** A wrong field, by its path in the frame or body (`client.id`, `metadata.currency`). */
export interface ErrorDetail {
  field: string;
  message: string;
  /** With `conflict` of an edit: the message as it is (WS-13). */
  current?: Message | undefined;
}

export interface ChatErrorOptions {
  details?: ErrorDetail[];
  retryAfterMs?: number;
  cause?: unknown;
}

/** A refusal that is returned to the caller. Its message contains no token and no text of a user: it may be logged. */
export class ChatError extends Error {
  override readonly name = 'ChatError';
  readonly details: ErrorDetail[] | undefined;
  readonly retryAfterMs: number | undefined;

  constructor(
    readonly code: ErrorCode,
    message: string,
    options: ChatErrorOptions = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.details = options.details;
    this.retryAfterMs = options.retryAfterMs;
  }
}
