import type { Upload as UploadView } from '../../protocol/attachments.ts';
import { ChatError } from '../../protocol/errors.ts';
import { partsOf, type FilePlace, type Upload } from './model/attachment.ts';
import type { FileContext } from './ports/files.ts';
import { requireOwnUpload } from './upload/own-upload.ts';
import { viewUpload, type Arrived } from './upload/view-upload.ts';

/**
 * What of the caller's upload is missing, with fresh URLs (ATT-2).
 * @throws ChatError `conflict` once it is complete
 */
export async function showUpload(ctx: FileContext, place: FilePlace): Promise<UploadView> {
  const upload = await requireOwnUpload(ctx, place);
  if (upload.type !== null) throw new ChatError('conflict', 'the upload is complete');
  return viewUpload(ctx, upload, await arrivedOf(ctx, upload));
}

/** If the upload is no longer open, a call that completed it has died before it said so: everything is there. */
async function arrivedOf({ files }: FileContext, upload: Upload): Promise<Arrived> {
  const [parts, previewSize] = await Promise.all([
    files.listParts(upload),
    upload.previewSize === null ? null : files.sizeOf(upload, 'preview'),
  ]);
  const numbers = (parts ?? partsOf(upload.size)).map(({ number }) => number);
  return { parts: new Set(numbers), preview: previewSize !== null };
}
