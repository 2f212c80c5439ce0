import { describe, expect, it } from 'vitest';
import { endOf, surplus } from '../../lambdas/chat/model/connection.ts';
import { limits } from '../../protocol/limits.ts';
import { nowMs } from './fixtures.ts';

const connection = (age: number) => ({
  connectionId: `c-${age}`,
  userId: 'alice',
  username: 'Alice',
  codec: 'chat.v1',
  expiresAtSeconds: 2e9,
  connectedAtMs: nowMs - age,
});
const ids = (list: { connectionId: string }[]) => list.map((one) => one.connectionId);

describe('WS-17: one connection too many', () => {
  it('closes nothing below the limit', () => {
    expect(surplus([connection(1), connection(2)], 3)).toEqual([]);
  });

  it('closes the oldest', () => {
    expect(ids(surplus([connection(5), connection(9), connection(1)], 3))).toEqual(['c-9']);
  });

  it('closes every connection over the limit, oldest first', () => {
    expect(ids(surplus([5, 9, 1, 7].map(connection), 2))).toEqual(['c-9', 'c-7', 'c-5']);
  });

  it('keeps the new connection if only one is allowed', () => {
    expect(ids(surplus([connection(3)], 1))).toEqual(['c-3']);
  });

  it('does not reorder the list that it is given', () => {
    const list = [connection(1), connection(9)];
    surplus(list, 1);
    expect(ids(list)).toEqual(['c-1', 'c-9']);
  });
});

describe('WS-6: the end of a connection', () => {
  it('is that of its token', () => {
    const exp = Math.floor(nowMs / 1000) + 3_600;
    expect(endOf(nowMs, exp)).toBe(exp);
  });

  it('is not later than the limit of API Gateway for a connection', () => {
    const end = endOf(nowMs, Math.floor(nowMs / 1000) + 86_400) * 1000;
    expect(end).toBeGreaterThan(nowMs + limits.connectionLifetimeMs);
    expect(end).toBeLessThanOrEqual(nowMs + limits.connectionLifetimeMs + 60_000);
  });
});
