import { describe, expect, it } from 'vitest';
import { takeFromBucket } from '../../lambdas/chat/model/rate-limit.ts';
import { ChatError } from '../../protocol/errors.ts';
import { nowMs } from './fixtures.ts';

const limit = { burst: 20, perMs: 10_000 };

function take(times: number, atMs: number, fullAtMs = 0): number {
  let state = fullAtMs;
  for (let count = 0; count < times; count += 1) state = takeFromBucket(limit, state, atMs);
  return state;
}

function refusal(work: () => unknown): ChatError {
  try {
    work();
  } catch (error) {
    if (error instanceof ChatError) return error;
    throw error;
  }
  throw new Error('nothing was refused');
}

describe('WS-14: the bucket of a sender', () => {
  it('accepts 20 messages at once', () => {
    expect(() => take(20, nowMs)).not.toThrow();
  });

  it('refuses the 21st with rate_limited and the time until the next one', () => {
    expect(refusal(() => take(21, nowMs))).toMatchObject({ code: 'rate_limited', retryAfterMs: 500 });
  });

  it('accepts the next one after retry_after_ms, and only that one', () => {
    const empty = take(20, nowMs);
    const { retryAfterMs = 0 } = refusal(() => takeFromBucket(limit, empty, nowMs));
    const state = takeFromBucket(limit, empty, nowMs + retryAfterMs);
    expect(refusal(() => takeFromBucket(limit, state, nowMs + retryAfterMs))).toMatchObject({ retryAfterMs: 500 });
  });

  it('shortens retry_after_ms by the time that has passed', () => {
    expect(refusal(() => takeFromBucket(limit, take(20, nowMs), nowMs + 180)).retryAfterMs).toBe(320);
  });

  it('refills evenly: ten messages in half of its time', () => {
    const empty = take(20, nowMs);
    const state = take(10, nowMs + 5_000, empty);
    expect(refusal(() => takeFromBucket(limit, state, nowMs + 5_000)).retryAfterMs).toBe(500);
  });

  it('is full again after its time, and never more than full', () => {
    const empty = take(20, nowMs);
    const state = take(20, nowMs + 60_000, empty);
    expect(refusal(() => takeFromBucket(limit, state, nowMs + 60_000)).code).toBe('rate_limited');
  });

  it('accepts two messages a second for as long as they come', () => {
    let state = take(20, nowMs);
    for (let count = 1; count <= 1_000; count += 1) state = takeFromBucket(limit, state, nowMs + count * 500);
    expect(state).toBe(nowMs + 500_000 + 10_000);
  });

  it('names whole milliseconds, even if a message refills in a fraction of one', () => {
    const thirds = { burst: 3, perMs: 1_000 };
    let state = 0;
    for (let count = 0; count < 3; count += 1) state = takeFromBucket(thirds, state, nowMs);
    const { retryAfterMs = 0 } = refusal(() => takeFromBucket(thirds, state, nowMs));
    expect(retryAfterMs).toBe(334);
    expect(() => takeFromBucket(thirds, state, nowMs + retryAfterMs)).not.toThrow();
  });
});
