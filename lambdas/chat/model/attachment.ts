import type { Attachment as AttachmentView, AttachmentKind, AttachmentSummary } from '../../../protocol/attachments.ts';
import { limits } from '../../../protocol/limits.ts';
import type { Role } from '../../../protocol/objects.ts';
import { graphemesOf } from '../../../protocol/text.ts';

/** Whether a file may be opened: a scan may still run, or have blocked it for ever. */
export type ScanState = AttachmentView['state'];

/** What the client has said of a file for the page. */
export interface Shown {
  width?: number | undefined;
  height?: number | undefined;
  durationMs?: number | undefined;
  waveform?: number[] | undefined;
  thumbhash?: string | undefined;
}

/** A file of a message. */
export interface Attachment extends Shown {
  id: string;
  kind: AttachmentKind;
  name: string;
  contentType: string;
  size: number;
  hasPreview: boolean;
  state: ScanState;
}

/** What a file is, by its bytes. */
export interface DetectedType {
  kind: AttachmentKind;
  contentType: string;
  /** The media type of its preview; null without one. */
  previewType: string | null;
}

/** A file between its creation and its message, and where it went. */
export interface Upload extends Shown {
  threadId: string;
  id: string;
  /** The storage's id of the upload of its parts. */
  uploadId: string;
  uploader: Role;
  name: string;
  size: number;
  isVoice: boolean;
  /** Null: it has no preview. */
  previewSize: number | null;
  createdAtMs: number;
  /** Null until it is complete. */
  type: DetectedType | null;
  /** Null: nothing is known yet. A result may come before the upload is complete. */
  scan: ScanState | null;
  /** The message that it stands in. */
  seq: number | null;
}

/** The place of a file in the storage. */
export type FilePlace = Pick<Upload, 'threadId' | 'id'>;

/** An unsent file is refused from then on (ATT-6). */
export function expiresAtMs({ createdAtMs }: Upload): number {
  return createdAtMs + limits.unsentFileMs;
}

/** The bytes `from` to before `to` of each part (ATT-1). */
export function partsOf(size: number): { number: number; from: number; to: number }[] {
  return Array.from({ length: Math.ceil(size / limits.partBytes) }, (_, index) => ({
    number: index + 1,
    from: index * limits.partBytes,
    to: Math.min(size, (index + 1) * limits.partBytes),
  }));
}

/** The file of an upload that is complete; null if it is not. */
export function attachmentOf(upload: Upload): Attachment | null {
  const { id, name, size, type, scan, width, height, durationMs, waveform, thumbhash } = upload;
  if (type === null) return null;
  const { kind, contentType, previewType } = type;
  const shown = { width, height, durationMs, waveform, thumbhash };
  return { id, kind, name, contentType, size, hasPreview: previewType !== null, ...shown, state: scan ?? 'ready' };
}

export function viewAttachment({ contentType, durationMs, hasPreview: _, ...rest }: Attachment): AttachmentView {
  const view = { ...rest, content_type: contentType, duration_ms: durationMs };
  // What was not given is left out.
  return Object.fromEntries(Object.entries(view).filter(([, value]) => value !== undefined)) as AttachmentView;
}

/** What a thread shows of the files of its last message; null without any. */
export function summaryOf(attachments: readonly Attachment[]): AttachmentSummary | null {
  const [first] = attachments;
  return first === undefined ? null : { kind: first.kind, name: first.name, count: attachments.length };
}

/** What HTML and SVG are, a browser would run: they are files. */
export function kindOf(contentType: string, { isVoice }: { isVoice: boolean }): AttachmentKind {
  const [family] = contentType.split('/');
  if (family === 'audio') return isVoice ? 'voice' : 'audio';
  if (family === 'video') return 'video';
  return family === 'image' && contentType !== 'image/svg+xml' ? 'image' : 'file';
}

/** Whether a browser may show the file where its link is opened; everything else it downloads (ATT-5). */
function opensInBrowser({ kind, contentType }: Pick<Attachment, 'kind' | 'contentType'>): boolean {
  return kind !== 'file' || contentType === 'application/pdf';
}

/** File systems take no longer names, and a link that holds one has to stay below what S3 takes. */
const savedNameBytes = 255;

/** The name that a file is saved under: a long one is cut before its ending. */
function savedName(name: string): string {
  const ending = /\.[a-z0-9]{1,10}$/i.exec(name)?.[0] ?? '';
  let stem = '';
  for (const { segment } of graphemesOf(name.slice(0, name.length - ending.length))) {
    if (Buffer.byteLength(stem + segment + ending) > savedNameBytes) break;
    stem += segment;
  }
  return stem + ending;
}

/** RFC 6266, with the name in ASCII for old clients and in UTF-8 (RFC 8187) for all others. */
export function dispositionOf(file: Pick<Attachment, 'kind' | 'contentType' | 'name'>): string {
  const name = savedName(file.name);
  const ascii = name.replace(/[^\x20-\x7e]/g, '_').replace(/["\\%]/g, '_');
  const utf8 = encodeURIComponent(name).replace(/['()*]/g, (char) => `%${char.charCodeAt(0).toString(16)}`);
  return `${opensInBrowser(file) ? 'inline' : 'attachment'}; filename="${ascii}"; filename*=UTF-8''${utf8}`;
}

/** What a browser takes a file for that it is not to show. */
export function servedType(file: Pick<Attachment, 'kind' | 'contentType'>): string {
  return opensInBrowser(file) ? file.contentType : 'application/octet-stream';
}
