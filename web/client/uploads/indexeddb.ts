import { openDB, type DBSchema, type IDBPDatabase } from 'idb';
import type { StoredUpload, UploadStore } from '../api/upload-types.ts';
import { Tab } from '../platform/tab.ts';

/**
 * An upload belongs to the tab that wrote it, so that two tabs do not send the same file. Its bytes are a row of their
 * own, which is written once: each time that a browser stores a file it copies all of it, and what is known of a large
 * one has to be stored meanwhile.
 */
interface UploadRow extends Omit<StoredUpload, 'file'> {
  owner: string;
}

interface Schema extends DBSchema {
  uploads: { key: string; value: UploadRow; indexes: { userId: string } };
  files: { key: string; value: Blob };
}

const stores = ['uploads', 'files'] as const;

function open(): Promise<IDBPDatabase<Schema>> {
  return openDB<Schema>('chat-uploads', 2, {
    upgrade(db, oldVersion) {
      // What the first version stored had the bytes in its rows.
      if (oldVersion === 1) db.deleteObjectStore('uploads');
      db.createObjectStore('uploads', { keyPath: 'id' }).createIndex('userId', 'userId');
      db.createObjectStore('files');
    },
  });
}

/** Uploads in IndexedDB. They survive reloads, and an open tab takes over those of a closed one. */
export function indexedDbUploads(
  locks: Pick<LockManager, 'request' | 'query'> | undefined = globalThis.navigator?.locks,
): UploadStore {
  const tab = new Tab('chat-uploads-', locks);
  let opened: Promise<IDBPDatabase<Schema>> | null = null;
  const database = () => (opened ??= tab.open().then(open));
  /** Uploads whose bytes are stored, or on the way there. */
  const stored = new Set<string>();

  return {
    adopt: (userId) =>
      tab.alone(async () => {
        const others = await tab.others();
        const tx = (await database()).transaction(stores, 'readwrite');
        const [rows, files] = [tx.objectStore('uploads'), tx.objectStore('files')];
        const found = await rows.index('userId').getAll(userId);
        const mine = found.filter(({ owner }) => !others.has(owner));
        const adopted = await Promise.all(
          mine.map(async ({ owner: _, ...row }) => {
            const file = await files.get(row.id);
            // The browser ended before it had stored the bytes.
            if (file === undefined) await rows.delete(row.id);
            else {
              await rows.put({ ...row, owner: tab.name });
              stored.add(row.id);
            }
            return file === undefined ? [] : [{ ...row, file }];
          }),
        );
        await tx.done;
        return adopted.flat();
      }),
    async put({ file, ...upload }) {
      const db = await database();
      const isNew = !stored.has(upload.id);
      stored.add(upload.id);
      await Promise.all([
        db.put('uploads', { ...upload, owner: tab.name }),
        ...(isNew ? [db.put('files', file, upload.id)] : []),
      ]);
    },
    async remove(id) {
      stored.delete(id);
      const tx = (await database()).transaction(stores, 'readwrite');
      await Promise.all([...stores.map((name) => tx.objectStore(name).delete(id)), tx.done]);
    },
    async clear(userId) {
      const tx = (await database()).transaction(stores, 'readwrite');
      const ids = await tx.objectStore('uploads').index('userId').getAllKeys(userId);
      const deleted = ids.flatMap((id) => stores.map((name) => tx.objectStore(name).delete(id)));
      await Promise.all([...deleted, tx.done]);
    },
  };
}
