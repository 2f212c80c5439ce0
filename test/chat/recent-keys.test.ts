import { describe, expect, it } from 'vitest';
import type { Draft } from '../../lambdas/chat/model/draft.ts';
import { nextMessage } from '../../lambdas/chat/model/next-message.ts';
import { isSameSend, seqsWithKey, type SendIdentity } from '../../lambdas/chat/model/recent-keys.ts';
import type { Author, LogMessage } from '../../lambdas/chat/model/types.ts';
import { aMessage, nowMs } from './fixtures.ts';

const identity = (clientMessageId: string | null, author: Author = 'client', id = 'request-1'): SendIdentity => ({
  author,
  clientMessageId,
  id,
});

/** The newest message after these sends, the first of them in an empty log. */
function newestAfter(sends: SendIdentity[]): LogMessage {
  const rest: Omit<Draft, keyof SendIdentity> = { type: 'text', content: 'x', metadata: null, countsAsUnread: true };
  const log: LogMessage[] = [];
  for (const send of sends) log.push(nextMessage(log.at(-1), { ...send, ...rest }, nowMs, null));
  return log.at(-1)!;
}

const fillers = (count: number) =>
  Array.from({ length: count }, (_, index) => identity(`filler ${index}`, 'freelancer'));

describe('WS-10: the recent keys of the newest message', () => {
  it.each([0, 1, 31])('name the send that lies %i messages before it', (later) => {
    const newest = newestAfter([...fillers(5), identity('mine'), ...fillers(later)]);
    expect(seqsWithKey(newest, identity('mine'))).toEqual([6]);
  });

  it('no longer name the send that lies 32 messages before it', () => {
    expect(seqsWithKey(newestAfter([identity('mine'), ...fillers(32)]), identity('mine'))).toEqual([]);
  });

  it('never take more than 256 bytes', () => {
    expect(newestAfter(fillers(31)).recentKeys).toHaveLength(31 * 8);
    expect(newestAfter(fillers(40)).recentKeys).toHaveLength(256);
  });

  it("keep the two participants' idempotency keys apart", () => {
    expect(seqsWithKey(newestAfter([identity('same')]), identity('same', 'freelancer'))).toEqual([]);
  });

  it('name a send without an idempotency key by its request', () => {
    const newest = newestAfter([identity(null, 'client', 'request-7'), ...fillers(2)]);
    expect(seqsWithKey(newest, identity(null, 'client', 'request-7'))).toEqual([1]);
    expect(seqsWithKey(newest, identity(null, 'client', 'request-8'))).toEqual([]);
  });

  it('do not take an idempotency key for the id of a request', () => {
    expect(seqsWithKey(newestAfter([identity('request-7')]), identity(null, 'client', 'request-7'))).toEqual([]);
  });

  it('keep the place of a marketplace message, which has no key', () => {
    const newest = newestAfter([identity('mine'), identity(null, 'marketplace'), identity('other')]);
    expect(seqsWithKey(newest, identity('mine'))).toEqual([1]);
    expect(newest.recentKeys.subarray(8, 16)).toEqual(new Uint8Array(8));
  });
});

describe('WS-10: a message that a key names', () => {
  const message = aMessage({ author: 'client', clientMessageId: 'c-1', id: 'request-1' });

  it('is the same send only with the same author and idempotency key', () => {
    expect(isSameSend(message, identity('c-1', 'client', 'request-2'))).toBe(true);
    expect(isSameSend(message, identity('c-2'))).toBe(false);
    expect(isSameSend(message, identity('c-1', 'freelancer'))).toBe(false);
  });

  it('is the same send without an idempotency key only with the same request', () => {
    expect(isSameSend({ ...message, clientMessageId: null }, identity(null))).toBe(true);
    expect(isSameSend({ ...message, clientMessageId: null }, identity(null, 'client', 'request-2'))).toBe(false);
  });
});
