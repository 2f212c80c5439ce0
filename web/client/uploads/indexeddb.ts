import { openDB, type DBSchema, type IDBPDatabase } from 'idb';
import type { StoredUpload, UploadStore } from '../api/upload-types.ts';
import { Tab } from '../platform/tab.ts';

/** An upload belongs to the tab that wrote it, so that two tabs do not send the same file. */
interface OwnedUpload extends StoredUpload {
  owner: string;
}

interface Schema extends DBSchema {
  uploads: { key: string; value: OwnedUpload; indexes: { userId: string } };
}

/** Uploads in IndexedDB. They survive reloads, and an open tab takes over those of a closed one. */
export function indexedDbUploads(
  locks: Pick<LockManager, 'request' | 'query'> | undefined = globalThis.navigator?.locks,
): UploadStore {
  const tab = new Tab('chat-uploads-', locks);
  let opened: Promise<IDBPDatabase<Schema>> | null = null;
  const open = async () => {
    await tab.open();
    return openDB<Schema>('chat-uploads', 1, {
      upgrade: (db) => void db.createObjectStore('uploads', { keyPath: 'id' }).createIndex('userId', 'userId'),
    });
  };
  const database = () => (opened ??= open());
  const owned = (upload: StoredUpload): OwnedUpload => ({ ...upload, owner: tab.name });
  return {
    adopt: (userId) =>
      tab.alone(async () => {
        const others = await tab.others();
        const tx = (await database()).transaction('uploads', 'readwrite');
        const found = await tx.store.index('userId').getAll(userId);
        const mine = found.filter(({ owner }) => !others.has(owner));
        await Promise.all([...mine.map((upload) => tx.store.put(owned(upload))), tx.done]);
        return mine.map(({ owner: _, ...upload }) => upload);
      }),
    put: async (upload) => void (await (await database()).put('uploads', owned(upload))),
    remove: async (id) => (await database()).delete('uploads', id),
    async clear(userId) {
      const tx = (await database()).transaction('uploads', 'readwrite');
      const ids = await tx.store.index('userId').getAllKeys(userId);
      await Promise.all([...ids.map((id) => tx.store.delete(id)), tx.done]);
    },
  };
}
