import type { OutboxStore } from './api/options.ts';
import type { UploadStore } from './api/upload-types.ts';
import { memoryOutbox } from './outbox-store/memory.ts';
import { memoryUploads } from './uploads/memory.ts';

/** If storage is blocked, some browsers throw even when the property is read. */
function hasIndexedDb(): boolean {
  try {
    return Boolean(globalThis.indexedDB);
  } catch {
    return false;
  }
}

/** The platform's outbox: in IndexedDB, whose code is loaded in the background; in memory where there is none. */
export function platformOutbox(): OutboxStore {
  if (!hasIndexedDb()) return memoryOutbox();
  return arriving(import('./outbox-store/indexeddb.ts').then(({ indexedDbOutbox }) => indexedDbOutbox()));
}

/** The same for uploads. */
export function platformUploads(): UploadStore {
  if (!hasIndexedDb()) return memoryUploads();
  return arriving(import('./uploads/indexeddb.ts').then(({ indexedDbUploads }) => indexedDbUploads()));
}

type Store = { [method: string]: (...values: never[]) => Promise<unknown> };

/** A store whose code is still loading. Its methods wait for it, and reject if it cannot be loaded. */
function arriving<S extends OutboxStore | UploadStore>(store: Promise<S>): S {
  // Each use reports the failure. This prevents an unhandled rejection before the first use.
  store.catch(() => {});
  const methodOf =
    (_target: object, method: string) =>
    async (...values: never[]) => {
      const arrived = (await store) as unknown as Store;
      return arrived[method]!(...values);
    };
  return new Proxy({}, { get: methodOf }) as S;
}
