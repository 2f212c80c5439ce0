import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { orderedMax } from '../../lambdas/chat/inbox/next-rows.ts';
import { listThreads, type ThreadsQuery } from '../../lambdas/chat/list-threads.ts';
import { stepMs, stepOf } from '../../lambdas/chat/model/time-step.ts';
import type { UserContext } from '../../lambdas/chat/ports/context.ts';
import type { InboxRow, Store } from '../../lambdas/chat/ports/store.ts';
import { aHead, aThread, nowMs } from './fixtures.ts';

/** An inbox in memory. Within a step its index has an order of its own, as that of DynamoDB. */
class Inbox {
  /** By thread, when it was last active. */
  readonly atMs = new Map<string, number>();
  readonly closed = new Set<string>();
  threadsRead = 0;

  get ctx(): UserContext {
    const listInbox: Store['listInbox'] = async (_userId, { limit, fromStep = Number.MAX_SAFE_INTEGER, after }) => {
      const rows = this.index().filter((row) => row.activeStep <= fromStep && (!after || inIndex(after, row) < 0));
      const page = rows.slice(0, limit);
      return { rows: page, next: rows.length > limit ? (page.at(-1) ?? null) : null };
    };
    const readThreads: Store['readThreads'] = async (ids) => {
      this.threadsRead += ids.length;
      return ids.map((id) => this.thread(id)).reverse();
    };
    const store = { listInbox, readThreads } as Partial<Store>;
    return { nowMs, caller: { userId: 'alice', username: 'Alice' }, store } as unknown as UserContext;
  }

  private thread(id: string) {
    const head = aHead({ sentAtMs: this.atMs.get(id) ?? 0 });
    return aThread({ id, head, isActive: !this.closed.has(id) });
  }

  index(): InboxRow[] {
    const rows = [...this.atMs].map(([threadId, atMs]) => ({ threadId, activeStep: stepOf(atMs) }));
    return rows.sort(inIndex);
  }

  /** All pages, with something that happens between two of them. */
  async walk(query: ThreadsQuery, between: (page: number) => void = () => {}): Promise<string[][]> {
    const pages: string[][] = [];
    let cursor: string | undefined;
    do {
      this.threadsRead = 0;
      const { results, next_cursor } = await listThreads(this.ctx, { ...query, cursor });
      pages.push(results.map(({ id }) => id));
      cursor = next_cursor ?? undefined;
      between(pages.length);
      if (pages.length > 2_000) throw new Error('the pages never end');
    } while (cursor !== undefined);
    return pages;
  }
}

const scattered = (id: string) => [...id].reverse().join('');

function inIndex(a: InboxRow, b: InboxRow): number {
  return (
    b.activeStep - a.activeStep ||
    (scattered(a.threadId) < scattered(b.threadId) ? -1 : 1) * Number(a.threadId !== b.threadId)
  );
}

/** The oracle: newest first, except for long steps, which are in the order of the index. */
function expected(inbox: Inbox, ids: string[]): string[] {
  const index = inbox.index();
  const wanted = new Set(ids);
  const steps = [...new Set(index.map((row) => row.activeStep))];
  return steps.flatMap((step) => {
    const ofStep = index.filter((row) => row.activeStep === step).map((row) => row.threadId);
    const listed = ofStep.filter((id) => wanted.has(id));
    if (ofStep.length > orderedMax) return listed;
    return listed.sort((a, b) => (inbox.atMs.get(b) ?? 0) - (inbox.atMs.get(a) ?? 0) || (a < b ? -1 : 1));
  });
}

/** Steps with these many threads each, the newest step first. */
function inboxOf(lengths: number[], seed: number): Inbox {
  const inbox = new Inbox();
  const first = stepOf(nowMs);
  lengths.forEach((length, back) => {
    for (let index = 0; index < length; index += 1) {
      const minute = (index * 7_919 + seed) % 50;
      inbox.atMs.set(`${index}-${back}`, (first - back) * stepMs + minute * 60_000);
    }
  });
  return inbox;
}

const lengths = fc.array(
  fc.oneof(fc.integer({ min: 0, max: 12 }), fc.constantFrom(orderedMax - 1, orderedMax, orderedMax + 1, 450)),
  { minLength: 1, maxLength: 5 },
);
const limit = fc.constantFrom(7, 50, 100);
const seed = fc.nat(1_000);

describe('the pages of an inbox', () => {
  it('REST-4: list each thread once, in order, and read at most 200 threads of one hour for a page', async () => {
    await fc.assert(
      fc.asyncProperty(lengths, limit, seed, async (given, max, salt) => {
        const inbox = inboxOf(given, salt);
        const pages = await inbox.walk({ limit: max }, () => {
          expect(inbox.threadsRead).toBeLessThanOrEqual(max + 2 * orderedMax);
        });
        expect(pages.slice(0, -1).every((page) => page.length === max)).toBe(true);
        expect(pages.flat()).toEqual(expected(inbox, [...inbox.atMs.keys()]));
      }),
      { numRuns: 40, seed: 20260115 },
    );
  });

  it('REST-4: list what matches once, in order, with any filter', async () => {
    await fc.assert(
      fc.asyncProperty(lengths, limit, seed, fc.integer({ min: 2, max: 40 }), async (given, max, salt, every) => {
        const inbox = inboxOf(given, salt);
        [...inbox.atMs.keys()].forEach((id, index) => index % every === 0 && inbox.closed.add(id));
        const pages = await inbox.walk({ limit: max, is_active: false });
        expect(pages.flat()).toEqual(expected(inbox, [...inbox.closed]));
      }),
      { numRuns: 40, seed: 20260115 },
    );
  });

  it('REST-4: lose no thread that stays where it is while others become active between the pages', async () => {
    await fc.assert(
      fc.asyncProperty(lengths, limit, seed, fc.integer({ min: 1, max: 60 }), async (given, max, salt, moves) => {
        const inbox = inboxOf(given, salt);
        const all = [...inbox.atMs.keys()];
        const moved = new Set<string>();
        const pages = await inbox.walk({ limit: max }, (page) => {
          for (let count = 0; count < moves; count += 1) {
            const id = all[(page * 131 + count * 17 + salt) % all.length];
            if (id === undefined || page > 10) continue;
            moved.add(id);
            inbox.atMs.set(id, nowMs + page * 1_000 + count);
          }
        });
        const listed = pages.flat();
        for (const id of all.filter((one) => !moved.has(one)))
          expect(
            listed.filter((one) => one === id),
            id,
          ).toHaveLength(1);
      }),
      { numRuns: 40, seed: 20260115 },
    );
  });

  it('of 5,100 threads in one hour cost as much as of 250', async () => {
    for (const length of [250, 5_100]) {
      const inbox = inboxOf([length], 3);
      await listThreads(inbox.ctx, { limit: 50 });
      expect(inbox.threadsRead).toBe(50);
    }
  });
});
