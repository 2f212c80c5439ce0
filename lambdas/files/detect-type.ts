import { fileTypeFromBuffer } from 'file-type';
import { hasVideoTrack as hasWebmVideo } from './webm.ts';
import { hasVideoTrack as hasMp4Video } from './mp4.ts';
import type { ReadBytes } from './read-bytes.ts';

/** Enough for the signatures of all formats, and for the tracks of what browsers record. */
const firstBytes = 64 * 1024;

/** What is taken for text that a browser would run. */
const markup = [
  { type: 'image/svg+xml', form: /<svg[\s>]/i },
  { type: 'text/html', form: /<(!doctype html|html|head|body|script|iframe|style|title|a|p|div|h1|table|img)[\s>/]/i },
];

/**
 * The media type of a file by its bytes, without parameters (ATT-3). What nothing is known of is
 * `application/octet-stream`.
 */
export async function detectType(read: ReadBytes, size: number): Promise<string> {
  const first = await read(0, firstBytes);
  const known = await fileTypeFromBuffer(first);
  const type = known?.mime.split(';')[0]?.trim();
  if (type === undefined || type === 'application/xml') return textType(first) ?? type ?? 'application/octet-stream';
  if (type === 'video/webm' && !hasWebmVideo(first)) return 'audio/webm';
  if (isMp4(type) && (await hasMp4Video(read, size)) === false) return 'audio/mp4';
  return type === 'audio/x-m4a' ? 'audio/mp4' : type;
}

const isMp4 = (type: string) => ['video/mp4', 'video/quicktime', 'video/x-m4v'].includes(type);

/** Null if the bytes are no text. */
function textType(first: Uint8Array): string | null {
  if (first.includes(0)) return null;
  let text: string;
  try {
    // A character may be cut at the end.
    text = new TextDecoder('utf-8', { fatal: true }).decode(first, { stream: true });
  } catch {
    return null;
  }
  return markup.find(({ form }) => form.test(text))?.type ?? 'text/plain';
}
