import type { FileDetails } from '@marketplace-chat/client';
import { isHeic, prepareImage } from './image.ts';
import { mediaDetails } from './media.ts';

export interface Prepared {
  blob: Blob;
  details: FileDetails;
  /** A photograph that may still say where it was taken, because this browser cannot read it. */
  keepsPlace?: boolean;
}

/** The server takes no slashes in a name, and browsers give folders with some (ATT-1). */
function nameOf(file: File): string {
  return file.name.replace(/[/\\]/g, '_').slice(0, 255) || 'file';
}

/** The name of a picture that was made a JPEG. */
function asType(name: string, before: string, after: string): string {
  if (before === after) return name;
  const dot = name.lastIndexOf('.');
  return `${(dot < 0 ? name : name.slice(0, dot)).slice(0, 251)}.jpg`;
}

/** A file as it is sent, and what is known of it before anybody has its bytes. */
export async function prepare(file: File): Promise<Prepared> {
  const name = nameOf(file);
  const [kind] = file.type.split('/', 1);
  if ((kind === 'image' && file.type !== 'image/svg+xml') || isHeic(file)) {
    const { details, ...image } = await prepareImage(file);
    return { ...image, details: { name: asType(name, file.type, image.blob.type), ...details } };
  }
  if (kind === 'video' || kind === 'audio')
    return { blob: file, details: { name, ...(await mediaDetails(file, kind)) } };
  return { blob: file, details: { name } };
}
