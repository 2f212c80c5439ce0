import { afterEach, describe, expect, it, vi } from 'vitest';
import { browserStorage } from '../../web/components/state/storage.ts';

/** A browser's storage that holds at most `room` keys. */
function storageWith(room: number): Storage {
  const held: Record<string, string> = {};
  const methods = {
    getItem: (key: string) => held[key] ?? null,
    setItem: (key: string, value: string) => {
      if (Object.keys({ ...held, [key]: value }).length > room) throw new DOMException('full', 'QuotaExceededError');
      held[key] = value;
    },
    removeItem: (key: string) => void delete held[key],
  };
  return new Proxy(methods as unknown as Storage, {
    ownKeys: () => Object.keys(held),
    getOwnPropertyDescriptor: () => ({ enumerable: true, configurable: true }),
  });
}

const blocked = {
  get: () => {
    throw new DOMException('blocked', 'SecurityError');
  },
  configurable: true,
};

afterEach(() => {
  for (const key of browserStorage.keys()) browserStorage.removeItem(key);
  vi.unstubAllGlobals();
  Reflect.deleteProperty(globalThis, 'localStorage');
});

describe.each([
  ['storage works', true, () => vi.stubGlobal('localStorage', storageWith(10))],
  ['storage is full', false, () => vi.stubGlobal('localStorage', storageWith(1))],
  ['storage is blocked', false, () => void Object.defineProperty(globalThis, 'localStorage', blocked)],
])('where %s', (_, lasts, prepare) => {
  it('reads, lists and removes what was written', () => {
    prepare();
    browserStorage.setItem('one', '1');
    browserStorage.setItem('two', '2');
    browserStorage.setItem('two', 'two');
    expect([browserStorage.getItem('one'), browserStorage.getItem('two'), browserStorage.getItem('three')]).toEqual([
      '1',
      'two',
      null,
    ]);
    expect([...browserStorage.keys()].sort()).toEqual(['one', 'two']);
    expect(browserStorage.lasts()).toBe(lasts);
    browserStorage.removeItem('two');
    expect([browserStorage.getItem('two'), browserStorage.length, browserStorage.key(0)]).toEqual([null, 1, 'one']);
  });
});
