import { randomBytes } from 'node:crypto';
import type { NewAttachment, Upload as UploadView } from '../../protocol/attachments.ts';
import { ChatError } from '../../protocol/errors.ts';
import type { Role } from '../../protocol/objects.ts';
import { requireActive } from './log/require-active.ts';
import type { Upload } from './model/attachment.ts';
import { requireUnblocked } from './model/blocks.ts';
import { withNewestHead } from './model/head.ts';
import { requireParticipant } from './model/participant.ts';
import { RateLimited } from './model/rate-limit.ts';
import type { FileContext } from './ports/files.ts';
import { nothingArrived, viewUpload } from './upload/view-upload.ts';

/**
 * Begins an upload (ATT-1). The limits are checked before anything is written or asked of the storage (ATT-7).
 * @throws ChatError `payload_too_large`, `forbidden` (ME-3), `thread_inactive` (WS-16), `rate_limited`
 */
export async function createUpload(ctx: FileContext, threadId: string, file: NewAttachment): Promise<UploadView> {
  const { attachmentMaxBytes } = ctx.rules;
  if (file.size > attachmentMaxBytes) throw tooLarge(attachmentMaxBytes);
  const read = await ctx.store.readThread(threadId, { messages: 1, consistent: true });
  const { thread, messages, role } = requireParticipant(read, ctx.caller.userId);
  requireUnblocked(thread);
  if (!thread.isActive) await requireActive(ctx, thread, withNewestHead(thread, messages[0]).head);
  await countUpload(ctx, file.size);
  const place = { threadId, id: randomBytes(18).toString('base64url') };
  const upload = { ...uploadOf(file, role), ...place, uploadId: await ctx.files.begin(place), createdAtMs: ctx.nowMs };
  await ctx.store.createUpload(upload);
  return viewUpload(ctx, upload, nothingArrived);
}

function tooLarge(bytes: number): ChatError {
  const message = `must be at most ${bytes} bytes`;
  return new ChatError('payload_too_large', `size: ${message}`, { details: [{ field: 'size', message }] });
}

function uploadOf(file: NewAttachment, uploader: Role): Omit<Upload, 'threadId' | 'id' | 'uploadId' | 'createdAtMs'> {
  const { name, size, voice: isVoice = false, width, height, duration_ms: durationMs, waveform, thumbhash } = file;
  const shown = { width, height, durationMs, waveform, thumbhash };
  const unknown = { type: null, scan: null, seq: null };
  return { uploader, name, size, isVoice, previewSize: file.preview_size ?? null, ...shown, ...unknown };
}

/** Draws from what the user may upload on the day. */
async function countUpload({ store, caller, rules, nowMs }: FileContext, size: number): Promise<void> {
  const most = rules.uploadLimit;
  if (most === null) return;
  const day = new Date(nowMs).toISOString().slice(0, 10);
  const known = await store.readDayOfUploads(caller.userId, day);
  const isOver = (known?.files ?? 0) >= most.files || (known?.bytes ?? 0) + size > most.bytes;
  if (isOver || !(await store.countUpload(caller.userId, day, size, most, known)))
    throw new RateLimited('uploads', nextDayMs(day) - nowMs);
}

function nextDayMs(day: string): number {
  return Date.parse(day) + 24 * 60 * 60 * 1000;
}
