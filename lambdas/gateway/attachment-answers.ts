import { completeUpload } from '../chat/complete-upload.ts';
import { createUpload } from '../chat/create-upload.ts';
import { dropUpload } from '../chat/drop-upload.ts';
import { linkAttachment } from '../chat/link-attachment.ts';
import type { FilePlace } from '../chat/model/attachment.ts';
import type { Rules } from '../chat/ports/context.ts';
import type { FileRules, Files } from '../chat/ports/files.ts';
import { showUpload } from '../chat/show-upload.ts';
import { ok, type AnswersOf, type BaseParts } from './answer-request.ts';

/** What the endpoints of files work with. */
export interface AttachmentParts extends BaseParts {
  files: Files;
  rules: Pick<Rules, 'userLimit'> & FileRules;
}

const placeOf = (params: { id: string; attachment_id: string }): FilePlace => ({
  threadId: params.id,
  id: params.attachment_id,
});

/** What the function `attachments` answers. */
export const attachmentAnswers: AnswersOf<'attachments', AttachmentParts> = {
  createUpload: async (ctx, { params, body }) => ({ status: 201, body: await createUpload(ctx, params.id, body) }),
  getUpload: async (ctx, { params }) => ok(await showUpload(ctx, placeOf(params))),
  async deleteUpload(ctx, { params }) {
    await dropUpload(ctx, placeOf(params));
    return { status: 204 };
  },
  completeUpload: async (ctx, { params }) => ok(await completeUpload(ctx, placeOf(params))),
  getAttachment: async (ctx, { params, query }) =>
    ok(await linkAttachment(ctx, placeOf(params), { preview: query.preview ?? false })),
};
