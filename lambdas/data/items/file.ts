import * as z from 'zod';
import { attachmentKind } from '../../../protocol/attachments.ts';
import { role } from '../../../protocol/objects.ts';
import type { Attachment, DetectedType, Shown, Upload } from '../../chat/model/attachment.ts';
import { expiresAtMs } from '../../chat/model/attachment.ts';
import { withoutPrefix } from '../keys.ts';
import { schemaVersion } from './version.ts';

const shownFields = {
  w: z.number().optional(),
  h: z.number().optional(),
  ms: z.number().optional(),
  wave: z.array(z.number()).optional(),
  thumb: z.string().optional(),
};
const shownItem = z.object(shownFields);
const scanState = z.enum(['ready', 'scanning', 'blocked']);

/** A file in the row of its message. An absent `state` means `ready`. */
export const fileItem = z.object({
  id: z.string(),
  kind: attachmentKind,
  name: z.string(),
  type: z.string(),
  size: z.number(),
  preview: z.boolean().optional(),
  ...shownFields,
  state: scanState.optional(),
});

const toShown = ({ w, h, ms, wave, thumb }: z.infer<typeof shownItem>): Shown => ({
  width: w,
  height: h,
  durationMs: ms,
  waveform: wave,
  thumbhash: thumb,
});
const fromShown = ({ width, height, durationMs, waveform, thumbhash }: Shown) => ({
  w: width,
  h: height,
  ms: durationMs,
  wave: waveform,
  thumb: thumbhash,
});

export function toFile(row: z.infer<typeof fileItem>): Attachment {
  const { id, kind, name, type: contentType, size, preview: hasPreview = false, state = 'ready' } = row;
  return { id, kind, name, contentType, size, hasPreview, ...toShown(row), state };
}

export function fromFile(file: Attachment): z.input<typeof fileItem> {
  const { id, kind, name, contentType: type, size, hasPreview, state } = file;
  const preview = hasPreview || undefined;
  return { id, kind, name, type, size, preview, ...fromShown(file), state: state === 'ready' ? undefined : state };
}

const uploadItem = z.object({
  PK: z.string(),
  SK: z.string(),
  upload: z.string(),
  by: role,
  name: z.string(),
  size: z.number(),
  voice: z.boolean().optional(),
  preview: z.number().optional(),
  ...shownFields,
  at: z.number(),
  kind: attachmentKind.optional(),
  type: z.string().optional(),
  ptype: z.string().optional(),
  verdict: scanState.optional(),
  seq: z.number().optional(),
});

function toType({ kind, type, ptype }: z.infer<typeof uploadItem>): DetectedType | null {
  return kind === undefined || type === undefined ? null : { kind, contentType: type, previewType: ptype ?? null };
}

/** Throws for a row that is not an upload. */
export function toUpload(item: unknown): Upload {
  const row = uploadItem.parse(item);
  return {
    threadId: withoutPrefix(row.PK, 'thread'),
    id: withoutPrefix(row.SK, 'upload'),
    uploadId: row.upload,
    uploader: row.by,
    name: row.name,
    size: row.size,
    isVoice: row.voice ?? false,
    previewSize: row.preview ?? null,
    ...toShown(row),
    createdAtMs: row.at,
    type: toType(row),
    scan: row.verdict ?? null,
    seq: row.seq ?? null,
  };
}

/** The row of a new upload, without its key. */
export function fromUpload(upload: Upload): Record<string, unknown> {
  return {
    v: schemaVersion,
    upload: upload.uploadId,
    by: upload.uploader,
    name: upload.name,
    size: upload.size,
    voice: upload.isVoice || undefined,
    preview: upload.previewSize ?? undefined,
    ...fromShown(upload),
    at: upload.createdAtMs,
    ttl: Math.ceil(expiresAtMs(upload) / 1000),
  };
}
