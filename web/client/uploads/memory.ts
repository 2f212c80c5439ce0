import type { StoredUpload, UploadStore } from '../api/upload-types.ts';

/** Uploads in memory, for Node and for browsers without IndexedDB. */
export function memoryUploads(): UploadStore {
  const uploads = new Map<string, StoredUpload>();
  const ofUser = (userId: string) => [...uploads.values()].filter((upload) => upload.userId === userId);
  return {
    adopt: async (userId) => ofUser(userId),
    put: async (upload) => void uploads.set(upload.id, upload),
    remove: async (id) => void uploads.delete(id),
    clear: async (userId) => ofUser(userId).forEach(({ id }) => uploads.delete(id)),
  };
}
