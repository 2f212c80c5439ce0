import { badRequest } from '../../../protocol/parse.ts';
import type { Role } from '../../../protocol/objects.ts';
import { attachmentOf, expiresAtMs, type Attachment, type Upload } from '../model/attachment.ts';
import type { ParticipantSnapshot } from '../model/types.ts';
import type { UserContext } from '../ports/context.ts';

/**
 * The files of a new message, in the order of its ids (ATT-4). Null if one of them stands in a message that the
 * snapshot does not know yet: that may be the very message that this send repeats, so the log has to be read again.
 * @throws ChatError `bad_request` naming the first that is not complete, not the sender's, or in another message
 */
export async function requireAttachments(
  ctx: UserContext,
  { thread, messages, role }: ParticipantSnapshot,
  ids: readonly string[],
): Promise<Attachment[] | null> {
  if (ids.length === 0) return [];
  const found = new Map((await ctx.store.findUploads(thread.id, ids)).map((upload) => [upload.id, upload]));
  const newestSeq = messages[0]?.seq ?? 0;
  if ([...found.values()].some(({ seq }) => seq !== null && seq > newestSeq)) return null;
  return ids.map((id, index) => requireUsable(found.get(id), `attachments.${index}`, role, ctx.nowMs));
}

function requireUsable(upload: Upload | undefined, field: string, role: Role, nowMs: number): Attachment {
  const isOwn = upload?.uploader === role && (upload.seq !== null || expiresAtMs(upload) > nowMs);
  if (upload === undefined || !isOwn)
    throw badRequest([{ field, message: 'must be a file that you have uploaded to this thread within the last day' }]);
  if (upload.seq !== null) throw badRequest([{ field, message: 'is in another message' }]);
  const attachment = attachmentOf(upload);
  if (attachment === null) throw badRequest([{ field, message: 'is not complete' }]);
  return attachment;
}
