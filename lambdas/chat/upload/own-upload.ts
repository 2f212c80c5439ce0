import { expiresAtMs, type FilePlace, type Upload } from '../model/attachment.ts';
import { notFound } from '../model/errors.ts';
import { roleOf } from '../model/participant.ts';
import type { UserContext } from '../ports/context.ts';

/** Whether the upload is refused because it was not sent in time (ATT-6). */
export function isExpired(upload: Upload, nowMs: number): boolean {
  return upload.seq === null && expiresAtMs(upload) <= nowMs;
}

/**
 * The caller's own upload.
 * @throws ChatError `not_found` if there is none, if it is the other's, or if it was not sent in time
 */
export async function requireOwnUpload(ctx: UserContext, place: FilePlace): Promise<Upload> {
  const [thread, upload] = await Promise.all([ctx.store.findThread(place.threadId), ctx.store.findUpload(place)]);
  if (thread === null) throw notFound('thread');
  const role = roleOf(thread, ctx.caller.userId);
  if (upload === null || upload.uploader !== role || isExpired(upload, ctx.nowMs)) throw notFound('attachment');
  return upload;
}
