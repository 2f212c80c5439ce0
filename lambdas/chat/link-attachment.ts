import type { AttachmentLink } from '../../protocol/attachments.ts';
import { ChatError } from '../../protocol/errors.ts';
import { limits } from '../../protocol/limits.ts';
import { attachmentOf, dispositionOf, servedType, type FilePlace, type Upload } from './model/attachment.ts';
import { notFound } from './model/errors.ts';
import { roleOf } from './model/participant.ts';
import { isoTime } from './model/views.ts';
import type { UserContext } from './ports/context.ts';
import type { FileContext } from './ports/files.ts';
import { isExpired } from './upload/own-upload.ts';

/**
 * A link to a file, or to its preview, for a participant (ATT-5). Each call signs a new one, which is valid for five
 * minutes; the object itself is removed with its message.
 * @throws ChatError `not_found`, also before it is sent for anybody but its uploader; `conflict` until it is complete
 * and scanned; `forbidden` if it is blocked
 */
export async function linkAttachment(
  ctx: FileContext,
  place: FilePlace,
  { preview }: { preview: boolean },
): Promise<AttachmentLink> {
  const upload = await requireVisible(ctx, place);
  const file = attachmentOf(upload);
  if (file === null) throw new ChatError('conflict', 'the upload is not complete');
  if (file.state === 'blocked') throw new ChatError('forbidden', 'the file is blocked');
  if (file.state === 'scanning') throw new ChatError('conflict', 'the file is being scanned; try again');
  const { previewType } = upload.type ?? { previewType: null };
  if (preview && previewType === null) throw notFound('preview');
  const shown = preview && previewType !== null ? { ...file, kind: 'image' as const, contentType: previewType } : file;
  const disposition = dispositionOf(shown);
  const url = await ctx.files.link(place, preview ? 'preview' : 'file', {
    contentType: servedType(shown),
    disposition,
  });
  return { url, expires_at: isoTime(ctx.nowMs + limits.linkMs) };
}

async function requireVisible(ctx: UserContext, place: FilePlace): Promise<Upload> {
  const [thread, upload] = await Promise.all([ctx.store.findThread(place.threadId), ctx.store.findUpload(place)]);
  if (thread === null) throw notFound('thread');
  const role = roleOf(thread, ctx.caller.userId);
  if (upload === null || !(await isVisible(ctx, upload, role === upload.uploader))) throw notFound('attachment');
  return upload;
}

/** A deleted message holds no file any more, even while the stream has not yet removed it. */
async function isVisible({ store, nowMs }: UserContext, upload: Upload, isUploader: boolean): Promise<boolean> {
  const { threadId, seq } = upload;
  if (seq === null) return isUploader && !isExpired(upload, nowMs);
  const message = await store.getMessage(threadId, seq, { consistent: true });
  return message?.attachments.some(({ id }) => id === upload.id) ?? false;
}
