import * as z from 'zod';
import { attachment, attachmentLink, newAttachment, upload } from './attachments.ts';
import { commonErrors as common, threadPath, type Endpoint } from './endpoint.ts';
import { id } from './primitives.ts';
import { booleanText } from './query.ts';

const attachmentPath = z.object({ ...threadPath.shape, attachment_id: id });

/** The endpoints of files (ATT-1 to ATT-5). */
export const attachmentEndpoints = {
  createUpload: {
    method: 'POST',
    path: '/threads/{id}/attachments/',
    summary: 'Begin to upload a file: where to put its parts',
    answeredBy: 'attachments',
    params: threadPath,
    body: newAttachment,
    responses: { 201: upload },
    errors: [...common, 'forbidden', 'thread_inactive', 'payload_too_large'],
  },
  getUpload: {
    method: 'GET',
    path: '/threads/{id}/attachments/{attachment_id}/upload/',
    summary: 'Go on with an upload: which parts are missing, with fresh URLs',
    answeredBy: 'attachments',
    params: attachmentPath,
    responses: { 200: upload },
    errors: [...common, 'conflict'],
  },
  deleteUpload: {
    method: 'DELETE',
    path: '/threads/{id}/attachments/{attachment_id}/upload/',
    summary: 'Give up an upload, or a file that has not been sent',
    answeredBy: 'attachments',
    params: attachmentPath,
    responses: { 204: null },
    errors: [...common, 'conflict'],
  },
  completeUpload: {
    method: 'POST',
    path: '/threads/{id}/attachments/{attachment_id}/complete/',
    summary: 'Complete an upload; repeating it returns the same',
    answeredBy: 'attachments',
    params: attachmentPath,
    responses: { 200: attachment },
    errors: [...common, 'conflict'],
  },
  getAttachment: {
    method: 'GET',
    path: '/threads/{id}/attachments/{attachment_id}/',
    summary: 'A link to a file, for five minutes',
    answeredBy: 'attachments',
    params: attachmentPath,
    query: z.object({ preview: booleanText.optional().describe('The link to its preview') }),
    responses: { 200: attachmentLink },
    errors: [...common, 'conflict', 'forbidden'],
  },
} as const satisfies Record<string, Endpoint>;
