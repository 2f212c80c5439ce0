import { describe, expect, it } from 'vitest';
import type { Appended, EventAppended, Store } from '../../lambdas/chat/ports/store.ts';
import { counted } from '../../lambdas/data/counted-store.ts';
import { inInvocation, type Invocation } from '../../lambdas/platform/invocation.ts';

/** What is counted while a store with these outcomes does the work. */
async function countsOf(
  given: Partial<Store>,
  work: (store: Store) => Promise<unknown>,
): Promise<Record<string, number>> {
  const invocation: Invocation = { ids: {}, requestedAtMs: 0, values: new Map(), lastPushAtMs: null };
  await inInvocation(invocation, () => work(counted(given as Store)));
  return Object.fromEntries(invocation.values);
}

const message = {} as Parameters<Store['appendMessage']>[1];

describe('the metrics of writes', () => {
  it.each<[string, Appended, object]>([
    ['a message', { done: true }, { MessagesSent: 1 }],
    ['a lost place', { done: false, taken: null }, { Conflicts: 1 }],
  ])('%s', async (_, appended, counts) => {
    const outcomes: unknown[] = [];
    const given = { appendMessage: async (...args: unknown[]) => (outcomes.push(args), appended) };
    expect(
      await countsOf(given, async (store) => expect(await store.appendMessage('t', message)).toBe(appended)),
    ).toEqual(counts);
    expect(outcomes).toEqual([['t', message]]);
  });

  it.each<[EventAppended, object]>([
    ['done', { MessagesSent: 1 }],
    ['place_taken', { Conflicts: 1 }],
    ['event_known', {}],
  ])('count a marketplace event whose outcome is %s', async (appended, counts) => {
    const given = { appendEventMessage: async () => appended };
    expect(
      await countsOf(given, async (store) =>
        expect(await store.appendEventMessage('t', message, { id: 'e', nowMs: 0, change: null }, null)).toBe(appended),
      ),
    ).toEqual(counts);
  });

  it.each([
    [true, {}],
    [false, { Conflicts: 1 }],
  ])('count a change of a message whose outcome is %s', async (replaced, counts) => {
    const given = { replaceMessage: async () => replaced };
    expect(
      await countsOf(given, async (store) => expect(await store.replaceMessage('t', message)).toBe(replaced)),
    ).toEqual(counts);
  });

  it('do not count a write that failed', async () => {
    const given = { appendMessage: () => Promise.reject(new Error('no table')) };
    expect(
      await countsOf(given, (store) => expect(store.appendMessage('t', message)).rejects.toThrow('no table')),
    ).toEqual({});
  });

  it('leave the other calls as they are', async () => {
    const readThreads = async () => [];
    expect(counted({ readThreads } as unknown as Store).readThreads).toBe(readThreads);
  });
});
