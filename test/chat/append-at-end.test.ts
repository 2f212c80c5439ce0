import { describe, expect, it, vi } from 'vitest';
import { appendAtEnd } from '../../lambdas/chat/log/append-at-end.ts';
import { nextMessage } from '../../lambdas/chat/model/next-message.ts';
import { type Draft } from '../../lambdas/chat/model/draft.ts';
import type { LogMessage } from '../../lambdas/chat/model/types.ts';
import { aLog, aMessage, aSnapshot, nowMs } from './fixtures.ts';

const draft: Draft = {
  id: 'request-1',
  author: 'client',
  type: 'text',
  content: 'Hello',
  clientMessageId: 'c-1',
  metadata: null,
  countsAsUnread: true,
};
const limit = { burst: 2, perMs: 1_000 };

describe('the next message of a log', () => {
  it('is number 1 in an empty log', () => {
    expect(nextMessage(undefined, draft, nowMs, null)).toMatchObject({
      seq: 1,
      revision: 0,
      sentAtMs: nowMs,
      counts: { client: 1, freelancer: 0, marketplace: 0 },
    });
  });

  it('has the next seq, and continues the running counts', () => {
    const newest = aMessage({ seq: 7, counts: { client: 3, freelancer: 4, marketplace: 0 } });
    expect(nextMessage(newest, { ...draft, author: 'freelancer' }, nowMs, null)).toMatchObject({
      seq: 8,
      counts: { client: 3, freelancer: 5, marketplace: 0 },
    });
  });

  it('WS-11: is not counted if counts_as_unread is false', () => {
    const next = nextMessage(aMessage(), { ...draft, author: 'marketplace', countsAsUnread: false }, nowMs, null);
    expect(next).toMatchObject({ seq: 2, counts: { client: 1, freelancer: 0, marketplace: 0 } });
  });

  it('is never earlier than the newest message, whatever the clock says', () => {
    expect(nextMessage(aMessage({ sentAtMs: nowMs + 5_000 }), draft, nowMs, null).sentAtMs).toBe(nowMs + 5_000);
  });

  it('does not change the message that it follows', () => {
    const newest = aMessage();
    const before = structuredClone(newest);
    nextMessage(newest, draft, nowMs, limit);
    expect(newest).toEqual(before);
  });
});

describe('WS-14: the rate limit in the log', () => {
  function send(newest: LogMessage | undefined, author: Draft['author'], atMs = nowMs): LogMessage {
    return nextMessage(newest, { ...draft, author }, atMs, limit);
  }

  it('refuses a sender whose bucket is empty', () => {
    const second = send(send(undefined, 'client'), 'client');
    expect(() => send(second, 'client')).toThrow(expect.objectContaining({ code: 'rate_limited', retryAfterMs: 500 }));
  });

  it('keeps the buckets of the participants apart', () => {
    const second = send(send(undefined, 'client'), 'client');
    expect(send(second, 'freelancer').seq).toBe(3);
  });

  it('takes nothing from a bucket for the marketplace', () => {
    const second = send(send(undefined, 'client'), 'client');
    expect(send(second, 'marketplace').bucketFullAtMs).toEqual(second.bucketFullAtMs);
  });

  it('accepts after the wait, even if the newest message is ahead of the clock', () => {
    const second = send(send(undefined, 'client', nowMs + 300), 'client', nowMs + 300);
    expect(() => send(second, 'client')).toThrow(expect.objectContaining({ retryAfterMs: 800 }));
    expect(send(second, 'client', nowMs + 800).seq).toBe(3);
  });

  it('accepts everything without a limit', () => {
    let newest: LogMessage | undefined;
    for (let count = 0; count < 200; count += 1) newest = nextMessage(newest, draft, nowMs, null);
    expect(newest?.seq).toBe(200);
  });
});

describe('appending at the end of a log', () => {
  const append = (message: LogMessage) => ({ kind: 'append' as const, message });

  it('decides again on the message that has taken the place', async () => {
    const taken = aMessage({ id: 'theirs', seq: 1 });
    const result = await appendAtEnd(aSnapshot([]), {
      decide: ({ messages }) => append(aMessage({ id: 'mine', seq: (messages[0]?.seq ?? 0) + 1 })),
      append: async (message) => (message.seq === 1 ? { kind: 'lost', taken } : { kind: 'appended', message }),
      readAgain: async () => aSnapshot([]),
    });
    expect(result).toMatchObject({ kind: 'appended', message: { id: 'mine', seq: 2 } });
  });

  it('reads the log again if it is unknown which message has the place', async () => {
    const result = await appendAtEnd(aSnapshot([]), {
      decide: ({ messages }) => append(aMessage({ seq: (messages[0]?.seq ?? 0) + 1 })),
      append: async (message) => (message.seq === 1 ? { kind: 'lost', taken: null } : { kind: 'appended', message }),
      readAgain: async () => aSnapshot(aLog(30)),
    });
    expect(result).toMatchObject({ kind: 'appended', message: { seq: 31 } });
  });

  it('returns the result that an attempt has settled, without a further read', async () => {
    const readAgain = vi.fn();
    const result = await appendAtEnd(aSnapshot([]), {
      decide: () => append(aMessage()),
      append: async () => ({ kind: 'settled', result: 'known' }),
      readAgain,
    });
    expect(result).toMatchObject({ kind: 'settled', result: 'known' });
    expect(readAgain).not.toHaveBeenCalled();
  });

  it('returns what a decision has settled, without a write', async () => {
    const write = vi.fn();
    const result = await appendAtEnd(aSnapshot(aLog(1)), {
      decide: () => ({ kind: 'settled', result: 'known' }),
      append: write,
      readAgain: async () => aSnapshot([]),
    });
    expect(result).toMatchObject({ kind: 'settled', result: 'known' });
    expect(write).not.toHaveBeenCalled();
  });

  it('fails with internal if every attempt loses its place', async () => {
    const losing = appendAtEnd(aSnapshot([]), {
      decide: () => append(aMessage()),
      append: async () => ({ kind: 'lost', taken: aMessage({ id: 'theirs' }) }),
      readAgain: async () => aSnapshot([]),
    });
    await expect(losing).rejects.toMatchObject({ code: 'internal' });
  });
});
