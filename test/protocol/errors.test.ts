import { describe, expect, test } from 'vitest';
import { ChatError, errorTable, type ErrorCode } from '../../protocol/errors.ts';
import { errorBody } from '../../protocol/events.ts';
import { statusOf } from '../../protocol/rest.ts';

const statuses = {
  bad_request: 400,
  unauthorized: 401,
  forbidden: 403,
  not_found: 404,
  conflict: 409,
  thread_inactive: 409,
  payload_too_large: 413,
  rate_limited: 429,
  internal: 500,
} as const satisfies Record<ErrorCode, number>;

describe('the error table', () => {
  test('WS-4: has the codes of the contract and no other', () => {
    expect(Object.keys(errorTable).sort()).toEqual(Object.keys(statuses).sort());
    expect(errorBody.shape.code.options).toEqual(Object.keys(errorTable));
  });

  test.each(Object.entries(statuses) as [ErrorCode, number][])('%s is %i over HTTP', (code, status) => {
    expect(statusOf(code)).toBe(status);
  });

  test('a retry can help only if the caller is too fast, or not at fault', () => {
    const retryable = Object.entries(errorTable).filter(([, row]) => row.retryable);
    expect(retryable.map(([code]) => code)).toEqual(['rate_limited', 'internal']);
  });
});

describe('ChatError', () => {
  test('keeps code, wrong fields, retry time and cause', () => {
    const cause = new Error('the reason');
    const details = [{ field: 'content', message: 'is required' }];
    const error = new ChatError('rate_limited', 'Too fast', { details, retryAfterMs: 500, cause });
    expect(error).toMatchObject({
      name: 'ChatError',
      code: 'rate_limited',
      message: 'Too fast',
      details,
      retryAfterMs: 500,
    });
    expect(error.cause).toBe(cause);
  });

  test('has no cause if none is given', () => {
    expect(new ChatError('not_found', 'No such thread')).not.toHaveProperty('cause');
  });
});
