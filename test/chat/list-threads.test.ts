import { describe, expect, it } from 'vitest';
import { decodeCursor, encodeCursor } from '../../lambdas/chat/inbox/cursor.ts';
import { listThreads } from '../../lambdas/chat/list-threads.ts';
import type { InboxRow } from '../../lambdas/chat/ports/store.ts';
import type { UserContext } from '../../lambdas/chat/ports/context.ts';
import { aThread, nowMs } from './fixtures.ts';

const base64 = (text: string) => Buffer.from(text).toString('base64url');

describe('the cursor of a list of threads', () => {
  it('is decoded to the place that was encoded', () => {
    const place = { step: 490_000, atMs: 1_768_469_400_123, id: 'thread-1' };
    expect(decodeCursor(encodeCursor(place))).toEqual(place);
  });

  it.each([
    ['empty', ''],
    ['no base64', '!!!'],
    ['no JSON', base64('hello')],
    ['null', base64('null')],
    ['an object', base64('{"step":1}')],
    ['too short', base64('[1,2]')],
    ['too long', base64('[1,2,"a","b","c"]')],
    ['with a text for a number', base64('["1",2,"a"]')],
    ['with a fraction', base64('[1.5,2,"a"]')],
    ['with a number below zero', base64('[-1,2,"a"]')],
    ['with a number beyond all safe ones', base64('[1e300,2,"a"]')],
    ['with an empty id', base64('[1,2,""]')],
    ['with an endless id', base64(`[1,2,"${'a'.repeat(129)}"]`)],
  ])('is refused, naming the field, if it is %s', (_, cursor) => {
    expect(() => decodeCursor(cursor)).toThrow(
      expect.objectContaining({
        code: 'bad_request',
        details: [{ field: 'cursor', message: expect.any(String) as string }],
      }),
    );
  });
});

describe('a page of an endless inbox in which hardly any thread matches', () => {
  /** A thread for each step down from 100,000; only those after the first ones are closed. */
  const closedFrom = 500;
  let rowsRead = 0;
  const ctx = {
    nowMs,
    caller: { userId: 'alice', username: 'Alice' },
    store: {
      async listInbox(
        _userId: string,
        { limit, fromStep = 100_000, after }: { limit: number; fromStep?: number; after?: InboxRow | null },
      ) {
        const first = after ? after.activeStep - 1 : fromStep;
        const rows = Array.from({ length: limit }, (_, index) => ({
          threadId: `t-${first - index}`,
          activeStep: first - index,
        }));
        rowsRead += rows.length;
        return { rows, next: rows.at(-1) ?? null };
      },
      async readThreads(ids: string[]) {
        return ids.map((id) => aThread({ id, isActive: Number(id.slice(2)) > 100_000 - closedFrom }));
      },
    },
  } as unknown as UserContext;

  it('reads a bounded number of threads, and its cursor goes on after them until all are found', async () => {
    const found: string[] = [];
    let cursor: string | undefined;
    for (let pages = 1; found.length < 3; pages += 1) {
      rowsRead = 0;
      const page = await listThreads(ctx, { limit: 3, cursor, is_active: false });
      expect(rowsRead).toBeLessThanOrEqual(250);
      expect(pages).toBeLessThan(5);
      found.push(...page.results.map(({ id }) => id));
      cursor = page.next_cursor as string;
    }
    expect(found).toEqual([99_500, 99_499, 99_498].map((step) => `t-${step}`));
  });
});
