import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { UserCalls } from '../../lambdas/gateway/user-calls.ts';
import { aStore, catchLog, nowMs, someSockets } from './fixtures.ts';

const limit = { burst: 2, perMs: 1_000 };
/** Refusals before the ban. */
const refusals = 18;

let logged: () => string;
beforeEach(() => void (logged = catchLog()));
afterEach(() => vi.restoreAllMocks());

function setUp() {
  const connection = {
    userId: 'alice',
    username: 'A',
    codec: 'chat.v1',
    connectedAtMs: nowMs,
    threadIds: new Set<string>(),
  };
  const banUser = vi.fn(async () => ({
    userId: 'alice',
    connections: [
      { ...connection, connectionId: 'open', expiresAtSeconds: nowMs / 1000 + 60 },
      { ...connection, connectionId: 'expired', expiresAtSeconds: nowMs / 1000 - 60 },
    ],
    unfinishedEnds: [],
  }));
  const { sockets, close } = someSockets();
  const calls = new UserCalls();
  const ctx = { store: aStore({ banUser }), sockets, requestId: 'r', connectionId: null, nowMs };
  const count = (userId: string, atMs = nowMs) => calls.count({ ...ctx, nowMs: atMs }, userId, limit);
  const flood = async (times: number) => {
    for (let call = 0; call < times; call += 1) await count('alice').catch(() => undefined);
  };
  return { count, flood, calls, ctx, banUser, close };
}

describe('WS-18: what a process remembers of its users', () => {
  it('refuses without the table, and logs nothing', async () => {
    const { count, flood, banUser } = setUp();
    await flood(limit.burst + refusals);
    expect(banUser).not.toHaveBeenCalled();
    await expect(count('bob')).resolves.toBeUndefined();
    expect(logged()).toBe('');
  });

  it('bans with one write, however long the flood goes on, and closes what is open', async () => {
    const { flood, banUser, close } = setUp();
    await flood(limit.burst + refusals + 500);
    expect(banUser.mock.calls).toEqual([['alice', { nowMs, untilMs: nowMs + 60_000 }]]);
    expect(close.mock.calls).toEqual([[expect.objectContaining({ connectionId: 'open' })]]);
    expect(logged().match(/user banned/g)).toHaveLength(1);
  });

  it('counts nothing without a limit', async () => {
    const { calls, ctx, banUser } = setUp();
    for (let call = 0; call < 100; call += 1) await calls.count(ctx, 'alice', null);
    expect(banUser).not.toHaveBeenCalled();
  });

  it('is bounded: who has not called for 20,000 others is forgotten', async () => {
    const { count } = setUp();
    const use = async () => {
      for (let call = 0; call < limit.burst; call += 1) await count('alice');
    };
    await use();
    for (let other = 1; other < 20_000; other += 1) await count(`user-${other}`);
    await expect(count('alice')).rejects.toMatchObject({ code: 'rate_limited', retryAfterMs: 500 });
    for (let other = 1; other <= 20_000; other += 1) await count(`another-${other}`);
    await use();
  });
});
