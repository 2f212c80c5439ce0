import 'fake-indexeddb/auto';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createChatClient, type StoredEntry } from '@marketplace-chat/client';
import { platform } from '../../../web/client/platform/environment.ts';
import { failureOfError } from '../../../web/client/api/failures.ts';
import { indexedDbOutbox } from '../../../web/client/outbox-store/indexeddb.ts';
import { memoryOutbox } from '../../../web/client/outbox-store/memory.ts';
import { readToken, TokenKeeper } from '../../../web/client/platform/tokens.ts';
import { aToken } from './script.ts';
import { World } from './world.ts';

const entry = (id: string, patch: Partial<StoredEntry> = {}): StoredEntry => ({
  id,
  userId: 'alice',
  threadId: 't1',
  content: id,
  metadata: null,
  createdAtMs: 1,
  afterSeq: null,
  failure: null,
  ...patch,
});

/** The part of Web Locks that the outbox uses, shared by several tabs. */
function fakeLocks() {
  const held = new Set<string>();
  const tab = () => {
    const mine = new Set<string>();
    const request = async (name: string, callback: () => Promise<unknown>) => {
      held.add(name);
      mine.add(name);
      try {
        return await callback();
      } finally {
        held.delete(name);
      }
    };
    const query = async () => ({ held: [...held].map((name) => ({ name })) });
    const close = () => mine.forEach((name) => held.delete(name));
    return { locks: { request, query } as unknown as LockManager, close };
  };
  return tab;
}

describe.each([
  ['in memory', () => memoryOutbox()],
  ['in IndexedDB', () => indexedDbOutbox({ name: crypto.randomUUID() })],
])('an outbox %s', (_, make) => {
  it('returns the entries of this user', async () => {
    const store = make();
    await store.add(entry('one', { metadata: { a: [1] } }));
    await store.add(entry('two', { userId: 'bob' }));
    expect(await store.adopt('alice')).toEqual([entry('one', { metadata: { a: [1] } })]);
    await store.remove('one');
    expect(await store.adopt('alice')).toEqual([]);
  });

  it('updates an entry only if no other tab was faster', async () => {
    const store = make();
    await store.add(entry('one'));
    expect(await store.update(entry('one', { afterSeq: 5 }), null)).toEqual(entry('one', { afterSeq: 5 }));
    expect(await store.update(entry('one', { afterSeq: 9 }), null)).toEqual(entry('one', { afterSeq: 5 }));
    expect(await store.adopt('alice')).toEqual([entry('one', { afterSeq: 5 })]);
    await store.remove('one');
    expect(await store.update(entry('one', { afterSeq: 9 }), 5)).toBeNull();
  });

  it('counts and clears the entries of this user only', async () => {
    const store = make();
    for (const id of ['one', 'two']) await store.add(entry(id));
    await store.add(entry('three', { userId: 'bob' }));
    expect(await store.count('alice')).toBe(2);
    await store.clear('alice');
    expect([await store.count('alice'), await store.count('bob')]).toEqual([0, 1]);
  });
});

describe('tabs that share an outbox', () => {
  it("do not send each other's messages while both are open, and take over those of a closed tab", async () => {
    const tab = fakeLocks();
    const name = crypto.randomUUID();
    const [first, second] = [tab(), tab()];
    const [one, other] = [first, second].map(({ locks }) => indexedDbOutbox({ name, locks }));
    await one!.add(entry('mine'));
    expect(await other!.adopt('alice')).toEqual([]);
    expect(await one!.adopt('alice')).toEqual([entry('mine')]);
    first.close();
    expect(await other!.adopt('alice')).toEqual([entry('mine')]);
    expect(await one!.count('alice')).toBe(1);
    const third = indexedDbOutbox({ name, locks: tab().locks });
    expect(await third.adopt('alice')).toEqual([]);
  });

  it('fail if the locks or the database fail', async () => {
    const locks = {
      request: () => Promise.reject(new Error('no locks')),
      query: async () => ({}),
    } as unknown as LockManager;
    await expect(indexedDbOutbox({ name: 'x', locks }).adopt('alice')).rejects.toThrow('no locks');
  });
});

describe('tokens', () => {
  const world = new World();
  const options = { serverNowMs: world.nowMs, after: world.after, timeoutMs: 1_000 };
  const expiring = (seconds: number) => aToken({ sub: 'alice', exp: world.nowMs() / 1000 + seconds });

  it('are parsed for user and expiry, whatever they contain', () => {
    expect(readToken(aToken({ sub: 'zoë', exp: 5 }))).toMatchObject({ userId: 'zoë', expiresAtMs: 5_000 });
    expect(readToken(aToken({}))).toMatchObject({ userId: null, expiresAtMs: null });
    expect(readToken('opaque')).toEqual({ token: 'opaque', userId: null, expiresAtMs: null });
  });

  it('are fetched once for simultaneous calls, and again only when they expire or are refused', async () => {
    let fetched = 0;
    const keeper = new TokenKeeper(async () => ((fetched += 1), expiring(60)), options);
    await Promise.all([keeper.get(), keeper.get(), keeper.get()]);
    expect(fetched).toBe(1);
    await keeper.get('another');
    expect(fetched).toBe(2);
    await keeper.get('again');
    expect(fetched).toBe(3);
    await world.advance(56_000);
    await keeper.get();
    expect(fetched).toBe(4);
  });

  it.each([undefined, null, '', 7])(
    'that are no text (%j) are none: the source is asked again the next time',
    async (none) => {
      const source = vi.fn().mockResolvedValueOnce(none).mockResolvedValueOnce('a.token');
      const keeper = new TokenKeeper(source, options);
      await expect(keeper.get()).rejects.toThrow('The token function returned no token');
      expect((await keeper.get()).token).toBe('a.token');
    },
  );

  it('that are given as a string cannot be renewed', async () => {
    const keeper = new TokenKeeper('only', options);
    expect((await keeper.get()).token).toBe('only');
    expect((await keeper.get('again')).token).toBe('only');
    await expect(keeper.get('another')).rejects.toMatchObject({ code: 'unauthorized' });
  });
});

describe('the platform', () => {
  const target = () => Object.assign(new EventTarget(), { visibilityState: 'visible' });
  let page: { window: EventTarget; document: EventTarget & { visibilityState: string } };

  beforeEach(() => {
    page = { window: new EventTarget(), document: target() };
  });
  afterEach(() => void vi.unstubAllGlobals());

  it('reports changes of the network and of the tab in a browser until unsubscribed', () => {
    vi.stubGlobal('window', page.window);
    vi.stubGlobal('document', page.document);
    const seen: string[] = [];
    const stop = platform.watch((change) => seen.push(change));
    page.window.dispatchEvent(new Event('offline'));
    page.window.dispatchEvent(new Event('online'));
    page.document.dispatchEvent(new Event('visibilitychange'));
    page.document.visibilityState = 'hidden';
    page.document.dispatchEvent(new Event('visibilitychange'));
    page.window.dispatchEvent(Object.assign(new Event('pageshow'), { persisted: true }));
    page.window.dispatchEvent(Object.assign(new Event('pageshow'), { persisted: false }));
    stop();
    page.window.dispatchEvent(new Event('online'));
    expect(seen).toEqual(['offline', 'online', 'wake', 'wake']);
  });

  it('reports that the user turns to the tab: by the focus each time, by the pointer seldom', () => {
    vi.stubGlobal('window', page.window);
    vi.stubGlobal('document', page.document);
    const seen: string[] = [];
    const stop = platform.watch((change) => seen.push(change));
    for (const event of ['focus', 'pointermove', 'pointermove', 'wheel', 'focus'])
      page.window.dispatchEvent(new Event(event));
    stop();
    expect(seen).toEqual(['attend', 'attend', 'attend']);
  });

  it('reports a user who waits at a visible tab: 1, 3 and 7 minutes after the last touch', () => {
    vi.useFakeTimers();
    vi.stubGlobal('window', page.window);
    vi.stubGlobal('document', page.document);
    const seen: string[] = [];
    const stop = platform.watch((change) => seen.push(change));
    for (const [minutes, count] of [
      [1, 1],
      [1, 1],
      [1, 2],
      [4, 3],
      [60, 3],
    ] as const) {
      vi.advanceTimersByTime(minutes * 60_000);
      expect(seen).toEqual(Array.from({ length: count }, () => 'attend'));
    }
    page.window.dispatchEvent(new Event('keydown'));
    page.document.visibilityState = 'hidden';
    vi.advanceTimersByTime(60_000);
    page.document.visibilityState = 'visible';
    vi.advanceTimersByTime(120_000);
    stop();
    vi.useRealTimers();
    expect(seen).toHaveLength(4);
  });

  it('reports that the device was asleep', () => {
    vi.useFakeTimers();
    vi.stubGlobal('window', page.window);
    vi.stubGlobal('document', page.document);
    const seen: string[] = [];
    const stop = platform.watch((change) => seen.push(change));
    vi.advanceTimersByTime(50_000);
    expect(seen).toEqual([]);
    vi.setSystemTime(Date.now() + 600_000);
    vi.advanceTimersByTime(5_000);
    stop();
    vi.advanceTimersByTime(600_000);
    vi.useRealTimers();
    expect(seen).toEqual(['wake']);
  });

  it('counts as online in Node, and reports no changes', () => {
    expect(platform.isOnline()).toBe(true);
    expect(platform.watch(() => {})()).toBeUndefined();
    expect(platform.newId()).not.toBe(platform.newId());
    expect(platform.random()).toBeLessThan(1);
  });

  it('calls back after a delay, unless cancelled', () => {
    vi.useFakeTimers();
    const calls: string[] = [];
    platform.after(50, () => calls.push('kept'));
    platform.after(50, () => calls.push('cancelled'))();
    vi.advanceTimersByTime(50);
    vi.useRealTimers();
    expect(calls).toEqual(['kept']);
  });

  it('requires options.WebSocket if it has none', () => {
    vi.stubGlobal('WebSocket', undefined);
    expect(() => createChatClient({ socketUrl: 'ws://x/ws', apiUrl: '/api/chat' })).toThrow('options.WebSocket');
  });

  it('refuses REST before there is a token, and maps an unknown error code to internal', async () => {
    const { WebSocket } = await import('ws');
    const client = createChatClient({ socketUrl: 'ws://x/ws', apiUrl: '/api/chat', WebSocket: WebSocket as never });
    expect(await client.rest.unreadCount()).toMatchObject({ ok: false, error: { code: 'unauthorized' } });
    expect(failureOfError({ code: 'from_the_future' as never, message: 'x' })).toEqual({
      code: 'internal',
      message: 'x',
    });
  });
});
