import type { Attachment } from '../../protocol/attachments.ts';
import { ChatError } from '../../protocol/errors.ts';
import { badRequest } from '../../protocol/parse.ts';
import {
  attachmentOf,
  kindOf,
  partsOf,
  viewAttachment,
  type DetectedType,
  type FilePlace,
  type Upload,
} from './model/attachment.ts';
import { notFound } from './model/errors.ts';
import type { FileContext } from './ports/files.ts';
import { requireOwnUpload } from './upload/own-upload.ts';

/**
 * Completes an upload (ATT-3). A repeat is answered with the same, also at the same time, and after a call that died
 * between the storage and the table.
 * @throws ChatError `conflict` if a part or the preview is missing, or if a part has just been replaced; `bad_request`
 * if the preview is no WebP or JPEG
 */
export async function completeUpload(ctx: FileContext, place: FilePlace): Promise<Attachment> {
  const upload = await requireOwnUpload(ctx, place);
  const completed = upload.type === null ? await complete(ctx, upload) : upload;
  const attachment = attachmentOf(completed);
  if (attachment === null) throw new Error('an upload that was completed has no type');
  return viewAttachment(attachment);
}

async function complete(ctx: FileContext, upload: Upload): Promise<Upload> {
  const previewType = await previewTypeOf(ctx, upload);
  await putTogether(ctx, upload);
  const contentType = await ctx.files.typeOf(upload, 'file', upload.size);
  // It has been given up, and its bytes are removed already.
  if (contentType === null) throw notFound('attachment');
  const type: DetectedType = { kind: kindOf(contentType, upload), contentType, previewType };
  const completed = await ctx.store.completeUpload(upload, type, ctx.rules.malwareScan ? 'scanning' : 'ready');
  if (completed !== null) return completed;
  // It has been given up meanwhile, perhaps before the storage had put it together.
  await ctx.files.remove(upload, null);
  throw notFound('attachment');
}

/** Leaves one file of the declared size in the storage, which no URL changes any more. */
async function putTogether({ files }: FileContext, upload: Upload): Promise<void> {
  const there = await files.listParts(upload);
  const sizes = new Map(there?.map(({ number, size }) => [number, size]));
  const wanted = partsOf(upload.size);
  const missing = wanted.filter(({ number, from, to }) => sizes.get(number) !== to - from);
  if (there !== null && missing.length > 0) throw missingError(missing.map(({ number }) => `part ${number}`));
  // What is no longer open has been put together by another call.
  if (there !== null && !(await files.finish(upload, there.slice(0, wanted.length))))
    throw new ChatError('conflict', 'a part has been replaced meanwhile: complete it again');
  if ((await files.sizeOf(upload, 'file')) !== upload.size) throw missingError(['the file']);
}

const previewTypes = ['image/webp', 'image/jpeg'];

async function previewTypeOf({ files }: FileContext, upload: Upload): Promise<string | null> {
  if (upload.previewSize === null) return null;
  if ((await files.sizeOf(upload, 'preview')) !== upload.previewSize) throw missingError(['the preview']);
  const type = await files.typeOf(upload, 'preview', upload.previewSize);
  if (type === null) throw missingError(['the preview']);
  if (previewTypes.includes(type)) return type;
  throw badRequest([{ field: 'preview', message: 'must be WebP or JPEG' }]);
}

/** How many of the missing parts an error names. */
const namedMax = 10;

function missingError(what: string[]): ChatError {
  const more = what.length > namedMax ? ` and ${what.length - namedMax} more` : '';
  return new ChatError('conflict', `not uploaded yet: ${what.slice(0, namedMax).join(', ')}${more}`);
}
