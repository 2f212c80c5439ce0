import type { Upload as UploadView } from '../../../protocol/attachments.ts';
import { limits } from '../../../protocol/limits.ts';
import { partsOf, type Upload } from '../model/attachment.ts';
import { isoTime } from '../model/views.ts';
import type { FileContext, PutTarget } from '../ports/files.ts';

/** What of an upload is there already. */
export interface Arrived {
  /** The numbers of its parts. */
  parts: ReadonlySet<number>;
  preview: boolean;
}

export const nothingArrived: Arrived = { parts: new Set(), preview: false };

const nowhere = { url: null, headers: {} };

/** The upload with a URL for each part that is missing (ATT-1, ATT-2). Nothing is asked of the storage for it. */
export async function viewUpload({ files, nowMs }: FileContext, upload: Upload, there: Arrived): Promise<UploadView> {
  const parts = partsOf(upload.size);
  const missing = parts.filter(({ number }) => !there.parts.has(number));
  const targets = await files.signParts(
    upload,
    missing.map(({ number, from, to }) => ({ number, size: to - from })),
  );
  const targetOf = new Map<number, PutTarget>(
    missing.flatMap(({ number }, index) => (targets[index] === undefined ? [] : [[number, targets[index]]])),
  );
  const { previewSize } = upload;
  const preview = previewSize === null || there.preview ? nowhere : await files.signPreview(upload, previewSize);
  return {
    attachment_id: upload.id,
    parts: parts.map((part) => ({ ...part, ...(targetOf.get(part.number) ?? nowhere) })),
    ...(previewSize === null ? {} : { preview }),
    expires_at: isoTime(nowMs + limits.uploadUrlMs),
  };
}
