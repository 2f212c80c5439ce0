import { beforeEach, describe, expect, it, vi } from 'vitest';

type Drafts = typeof import('../../web/components/state/drafts.ts');

/** A tab of a browser: it has its own storage and shares another one with the other tabs. */
const shared = new Map<string, string>();
let current: Tab;

class Tab {
  readonly own = new Map<string, string>();
  private modules: Promise<Drafts> | null = null;

  /** Loads the page. The storage stays, so it is a reload too. */
  reload(): void {
    this.modules = null;
  }

  async do<T>(use: (drafts: Drafts) => T): Promise<T> {
    enter(this);
    if (this.modules === null) {
      vi.resetModules();
      this.modules = import('../../web/components/state/drafts.ts');
    }
    return use(await this.modules);
  }

  read = () => this.do((drafts) => drafts.readDraft('alice', 't1'));
  write = (text: string) => this.do((drafts) => drafts.saveDraft('alice', 't1', text));
}

function enter(tab: Tab): void {
  current = tab;
}

function storage(held: () => Map<string, string>): Storage {
  const methods = {
    getItem: (key: string) => held().get(key) ?? null,
    setItem: (key: string, value: string) => void held().set(key, value),
    removeItem: (key: string) => void held().delete(key),
  };
  const ownKeys = () => [...held().keys()];
  return new Proxy(methods as unknown as Storage, {
    ownKeys,
    getOwnPropertyDescriptor: () => ({ enumerable: true, configurable: true }),
  });
}

beforeEach(() => {
  shared.clear();
  vi.stubGlobal(
    'localStorage',
    storage(() => shared),
  );
  vi.stubGlobal(
    'sessionStorage',
    storage(() => current.own),
  );
});

describe('drafts', () => {
  it('survive a reload, and appear in a tab that is opened later', async () => {
    const [one, other] = [new Tab(), new Tab()];
    await one.write('half a thought');
    one.reload();
    expect([await one.read(), await other.read()]).toEqual(['half a thought', 'half a thought']);
  });

  it.each([
    ['before', async (one: Tab, other: Tab) => (await one.write('of one'), other.write('of the other'))],
    ['after', async (one: Tab, other: Tab) => (await other.write('of the other'), one.write('of one'))],
  ])('stay in their tab when another tab sends a draft that was written %s it', async (_, write) => {
    const [one, other] = [new Tab(), new Tab()];
    await write(one, other);
    await other.write('');
    one.reload();
    other.reload();
    expect(await one.read()).toBe('of one');
  });

  it('disappear once they are sent, even if they came from another tab', async () => {
    const [one, other] = [new Tab(), new Tab()];
    await one.write('sent from the other tab');
    await other.read();
    await other.write('');
    expect([await other.read(), await new Tab().read()]).toEqual(['', '']);
  });

  it('of a user are removed when that user signs out', async () => {
    const tab = new Tab();
    await tab.write('private');
    await tab.do((drafts) => drafts.saveDraft('bob', 't1', 'of bob'));
    await tab.do((drafts) => drafts.forgetDrafts('alice'));
    expect([await tab.read(), await new Tab().read()]).toEqual(['', '']);
    expect(await tab.do((drafts) => drafts.readDraft('bob', 't1'))).toBe('of bob');
  });
});
