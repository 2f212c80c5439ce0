import type { Upload } from './model/attachment.ts';
import type { LogMessage } from './model/types.ts';
import type { Files } from './ports/files.ts';
import type { UploadStore } from './ports/upload-store.ts';

/** What held files and holds them no more: a message that has been deleted, as it was, or an upload without its row. */
export type Gone = { threadId: string; message: LogMessage } | { upload: Upload };

/** Removes the files (ATT-6): the objects first, so that a call that dies leaves the rows by which it is repeated. */
export async function removeFiles(
  { store, files }: { store: Pick<UploadStore, 'forgetUpload'>; files: Pick<Files, 'remove'> },
  gone: Gone,
): Promise<void> {
  if ('upload' in gone) {
    const { upload } = gone;
    // The files of a message go with the message.
    if (upload.seq === null) await files.remove(upload, upload.type === null ? upload.uploadId : null);
    return;
  }
  for (const { id } of gone.message.attachments) {
    const place = { threadId: gone.threadId, id };
    await files.remove(place, null);
    await store.forgetUpload(place);
  }
}
