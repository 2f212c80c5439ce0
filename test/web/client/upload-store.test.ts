import 'fake-indexeddb/auto';
import { expect, it, vi } from 'vitest';
import type { StoredUpload } from '../../../web/client/api/upload-types.ts';
import { indexedDbUploads } from '../../../web/client/uploads/indexeddb.ts';

const upload = (id: string, patch: Partial<StoredUpload> = {}): StoredUpload => ({
  id,
  userId: 'alice',
  threadId: 't1',
  file: new Blob(['bytes']),
  details: { name: 'plan.pdf' },
  entryId: null,
  isPaused: false,
  attachmentId: null,
  attachment: null,
  ...patch,
});

const resultOf = <T>(request: IDBRequest<T>) =>
  new Promise<T>((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error('the request failed'));
  });

/** Works on the rows of a store past the client. */
async function inStore<T>(name: 'uploads' | 'files', work: (store: IDBObjectStore) => IDBRequest<T>): Promise<T> {
  const db = await resultOf(indexedDB.open('chat-uploads'));
  const result = await resultOf(work(db.transaction(name, 'readwrite').objectStore(name)));
  db.close();
  return result;
}

async function found(userId: string) {
  const uploads = await indexedDbUploads(undefined).adopt(userId);
  return Promise.all(uploads.map(async ({ file, ...rest }) => ({ ...rest, text: await file.text() })));
}

it('returns the uploads of this user with their bytes, which are written only once', async () => {
  const put = vi.spyOn(IDBObjectStore.prototype, 'put');
  const store = indexedDbUploads(undefined);
  await store.put(upload('one'));
  await store.put(upload('two', { userId: 'bob' }));
  await store.put(upload('one', { attachmentId: 'a1' }));
  expect(put.mock.contexts.filter((store) => (store as IDBObjectStore).name === 'files')).toHaveLength(2);
  expect(await found('alice')).toMatchObject([{ id: 'one', attachmentId: 'a1', text: 'bytes' }]);
  await store.clear('bob');
  await store.remove('one');
  expect([await found('alice'), await found('bob')]).toEqual([[], []]);
  expect(await inStore('files', (files) => files.count())).toBe(0);
});

it('forgets an upload whose bytes were not stored before the browser ended', async () => {
  const store = indexedDbUploads(undefined);
  await store.put(upload('one'));
  await inStore('files', (files) => files.delete('one'));
  expect(await found('alice')).toEqual([]);
  expect(await inStore('uploads', (uploads) => uploads.count())).toBe(0);
});
