import { ChatError } from '../../protocol/errors.ts';
import type { FilePlace } from './model/attachment.ts';
import type { FileContext } from './ports/files.ts';
import { requireOwnUpload } from './upload/own-upload.ts';

/**
 * Gives up the caller's upload (ATT-2). Its bytes are removed once the table's stream tells of the row, so that a
 * call that dies leaves none behind.
 * @throws ChatError `conflict` if it stands in a message
 */
export async function dropUpload(ctx: FileContext, place: FilePlace): Promise<void> {
  const upload = await requireOwnUpload(ctx, place);
  if (upload.seq !== null || !(await ctx.store.dropUpload(place)))
    throw new ChatError('conflict', 'the attachment stands in a message: delete that');
}
