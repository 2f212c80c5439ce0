import type { Attachment, NewAttachment, Upload as Parts } from '../../../protocol/attachments.ts';
import { isRetryable, networkFailure } from '../api/failures.ts';
import { fail } from '../api/results.ts';
import type { Failure, Result } from '../api/types.ts';
import type { PutBytes, StoredUpload } from '../api/upload-types.ts';
import type { RestClient } from '../rest/rest.ts';
import type { Slots } from './slots.ts';

/** What an upload needs of its surroundings. */
export interface UploadRun {
  rest: RestClient;
  put: PutBytes;
  /** Shared by all uploads: each part takes one. */
  slots: Slots;
  signal: AbortSignal;
  /** The server's id is known: it has to be stored before the first byte is sent. */
  began: (attachmentId: string) => Promise<void>;
  progress: (sentBytes: number) => void;
}

type Target = Pick<Parts['parts'][number], 'url' | 'headers'>;

/** The storage refuses URLs that have expired. */
const expiredStatus = 403;

/** What the server is told of a file (ATT-1). */
function newAttachmentOf({ file, details }: StoredUpload): NewAttachment {
  const { name, voice, width, height, durationMs, waveform, thumbhash, preview } = details;
  return {
    name,
    content_type: file.type,
    size: file.size,
    ...(voice && { voice }),
    ...(width !== undefined && { width }),
    ...(height !== undefined && { height }),
    ...(durationMs !== undefined && { duration_ms: durationMs }),
    ...(waveform && { waveform }),
    ...(thumbhash !== undefined && { thumbhash }),
    ...(preview && { preview_size: preview.size }),
  };
}

/**
 * Sends what the storage does not have yet, and completes the file (ATT-1 to ATT-3). It does not retry: an upload that
 * failed is run again, and goes on with the parts that are missing.
 */
export async function runUpload(upload: StoredUpload, run: UploadRun): Promise<Result<Attachment>> {
  const { rest } = run;
  const { threadId, attachmentId } = upload;
  const found = attachmentId === null ? null : await rest.getUpload(threadId, attachmentId);
  // It is complete: the answer to the call that completed it was lost.
  if (attachmentId !== null && found?.ok === false && found.error.code === 'conflict')
    return rest.completeUpload(threadId, attachmentId);
  // An upload that the server has dropped starts again.
  const isNew = found === null || (!found.ok && found.error.code === 'not_found');
  const begun = isNew ? await rest.createUpload(threadId, newAttachmentOf(upload)) : found;
  if (!begun.ok) return begun;
  const { attachment_id: id } = begun.value;
  if (isNew) await run.began(id);
  const failure = await sendParts(upload, begun.value, run);
  return failure ? fail(failure) : rest.completeUpload(threadId, id);
}

/** Sends the missing parts and the preview. Returns the first failure; null once all are there. */
async function sendParts({ file, details }: StoredUpload, parts: Parts, run: UploadRun): Promise<Failure | null> {
  const sent = new Map(parts.parts.map(({ number, from, to, url }) => [number, url === null ? to - from : 0]));
  const report = () => run.progress([...sent.values()].reduce((sum, bytes) => sum + bytes, 0));
  report();
  const { signal } = run;
  // Parts that are under way go on after one has failed. The others are left to the next attempt.
  let hasFailed = false;
  const send = async ({ url, headers }: Target, bytes: () => Blob, progress: (count: number) => void) => {
    if (url === null) return null;
    const failure = await run.slots.run(async () =>
      hasFailed
        ? networkFailure('An earlier part failed')
        : putPart(run.put, url, headers, bytes(), { signal, progress }),
    );
    hasFailed ||= failure !== null;
    return failure;
  };
  const sendPart = ({ number, from, to, ...target }: Parts['parts'][number]) =>
    send(
      target,
      () => file.slice(from, to),
      (count) => (sent.set(number, count), report()),
    );
  const preview =
    parts.preview && details.preview
      ? [
          send(
            parts.preview,
            () => details.preview!,
            () => {},
          ),
        ]
      : [];
  const failures = await Promise.all([...parts.parts.map(sendPart), ...preview]);
  return failures.find((failure) => failure !== null) ?? null;
}

async function putPart(
  put: PutBytes,
  url: string,
  headers: Record<string, string>,
  bytes: Blob,
  how: Parameters<PutBytes>[3],
) {
  if (how.signal.aborted) return networkFailure('The upload was stopped');
  try {
    const status = await put(url, headers, bytes, how);
    // 412: the preview is there already, and its URL writes it only once.
    if (status < 300 || status === 412) return null;
    return networkFailure(status === expiredStatus ? 'The URL has expired' : `The storage answers ${status}`);
  } catch (error) {
    return networkFailure(error instanceof Error ? error.message : String(error));
  }
}

/** How long to wait before the next attempt; null if the user has to decide. */
export function retryAfterMs(failure: Failure, attempt: number, random: number): number | null {
  const longestMs = 60_000;
  if (!isRetryable(failure)) return null;
  if (failure.retryAfterMs !== undefined) return failure.retryAfterMs <= longestMs ? failure.retryAfterMs : null;
  return 500 + random * Math.min(longestMs, 1_000 * 2 ** attempt);
}
