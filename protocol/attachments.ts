import * as z from 'zod';
import { limits } from './limits.ts';
import { cleanLabel } from './names.ts';
import { id, timestamp, wellFormed } from './primitives.ts';
import { countChars } from './text.ts';

const attachmentKinds = ['image', 'video', 'audio', 'voice', 'file'] as const;
export const attachmentKind = z.enum(attachmentKinds).meta({ id: 'AttachmentKind' });
export type AttachmentKind = z.infer<typeof attachmentKind>;

/** The name of a file: cleaned as users' names are, and no path. */
const fileName = wellFormed
  .transform(cleanLabel)
  .refine((name) => name.length > 0, { message: 'must not be empty', abort: true })
  .refine((name) => countChars(name) <= limits.fileNameChars, {
    message: `must have at most ${limits.fileNameChars} characters`,
  })
  .refine((name) => !/[/\\]/.test(name), { message: 'must not contain / or \\' })
  .meta({ minLength: 1, maxLength: limits.fileNameChars });

/** What the client says of a file: all of it is for the page, none of it is trusted. */
const shownFields = {
  width: z.int().min(1).max(limits.pixels).optional(),
  height: z.int().min(1).max(limits.pixels).optional(),
  duration_ms: z.int().min(0).max(limits.durationMs).optional(),
  waveform: z.array(z.number().min(0).max(100)).max(limits.waveformSteps).optional(),
  thumbhash: z
    .string()
    .regex(/^[A-Za-z0-9+/_-]{1,64}={0,2}$/, 'must be base64')
    .optional(),
};

/** A file that is to be uploaded (ATT-1). */
export const newAttachment = z
  .object({
    name: fileName,
    content_type: z
      .string()
      .max(limits.mediaTypeChars)
      .describe('What the client takes it for; the stored bytes decide'),
    size: z.int().min(1).describe('In bytes'),
    voice: z.boolean().optional().describe('Recorded as a voice message'),
    ...shownFields,
    preview_size: z.int().min(1).max(limits.previewBytes).optional().describe('Of a WebP or JPEG, in bytes'),
  })
  .superRefine(({ voice, duration_ms: durationMs = 0 }, ctx) => {
    if (voice !== true || durationMs <= limits.voiceMs) return;
    ctx.addIssue({ code: 'custom', path: ['duration_ms'], message: 'must be at most 15 minutes for a voice message' });
  })
  .meta({ id: 'NewAttachment' });
export type NewAttachment = z.infer<typeof newAttachment>;

/** A file of a message, or one that is to be sent. */
export const attachment = z
  .object({
    id,
    kind: attachmentKind.describe('By the first bytes of the file'),
    name: z.string(),
    content_type: z.string().describe('By the first bytes of the file'),
    size: z.int().min(1).describe('In bytes'),
    ...shownFields,
    state: z
      .enum(['ready', 'scanning', 'blocked'])
      .describe('Until `ready` no link is given. `blocked`: malware was found, or the file could not be scanned'),
  })
  .meta({ id: 'Attachment', title: 'Attachment' });
export type Attachment = z.infer<typeof attachment>;

const headers = z.record(z.string(), z.string()).describe('Headers to send with the PUT');
const url = z.url().nullable().describe('null if it is there already');

/** Where the parts of a file are uploaded to. */
export const upload = z
  .object({
    attachment_id: id,
    parts: z.array(
      z.object({
        number: z.int().min(1),
        from: z.int().min(0).describe('The first byte'),
        to: z.int().min(1).describe('The byte after the last one'),
        url,
        headers,
      }),
    ),
    preview: z.object({ url, headers }).optional(),
    expires_at: timestamp.describe('When the URLs expire; fresh ones are given by `GET …/upload/`'),
  })
  .meta({ id: 'Upload' });
export type Upload = z.infer<typeof upload>;

export const attachmentLink = z.object({ url: z.url(), expires_at: timestamp }).meta({ id: 'AttachmentLink' });
export type AttachmentLink = z.infer<typeof attachmentLink>;

/** What a thread shows of the files of its last message. */
export const attachmentSummary = z
  .object({ kind: attachmentKind, name: z.string(), count: z.int().min(1) })
  .meta({ id: 'AttachmentSummary', description: 'The first file, and how many there are' });
export type AttachmentSummary = z.infer<typeof attachmentSummary>;
