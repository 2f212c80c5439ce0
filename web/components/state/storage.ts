const probe = 'chat.probe';

/**
 * The browser's storage, which never throws. If it is blocked or full, memory replaces it until the page is closed.
 */
function storageOf(kind: 'localStorage' | 'sessionStorage') {
  const memory = new Map<string, string>();

  /** If storage is blocked, even reading the property throws. */
  function attempt<T>(use: (storage: Storage) => T, otherwise: T): T {
    try {
      return use(globalThis[kind]);
    } catch {
      return otherwise;
    }
  }

  const keys = () => [...new Set([...memory.keys(), ...attempt(Object.keys, [])])];
  const storage = {
    keys,
    getItem: (key: string) => memory.get(key) ?? attempt((native) => native.getItem(key), null),
    setItem: (key: string, value: string) => {
      const isKept = attempt((native) => (native.setItem(key, value), true), false);
      if (isKept) memory.delete(key);
      else memory.set(key, value);
    },
    removeItem: (key: string) => {
      memory.delete(key);
      attempt((native) => native.removeItem(key), undefined);
    },
    /** Whether what is written now outlives the page. */
    lasts: () => {
      storage.setItem(probe, '');
      const isKept = !memory.has(probe);
      storage.removeItem(probe);
      return isKept;
    },
    clear: () => keys().forEach((key) => storage.removeItem(key)),
    key: (index: number) => keys()[index] ?? null,
    get length() {
      return keys().length;
    },
  };
  return storage;
}

/** Shared by all tabs; survives closing the browser. */
export const browserStorage = storageOf('localStorage');

/** For this tab only; survives a reload. */
export const tabStorage = storageOf('sessionStorage');
