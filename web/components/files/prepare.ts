import type { FileDetails } from '@marketplace-chat/client';
import { prepareImage } from './image.ts';
import { mediaDetails } from './media.ts';

export interface Prepared {
  blob: Blob;
  details: FileDetails;
}

/** The server takes no slashes in a name, and browsers give folders with some (ATT-1). */
function nameOf(file: File): string {
  return file.name.replace(/[/\\]/g, '_').slice(0, 255) || 'file';
}

/** A file as it is sent, and what is known of it before anybody has its bytes. */
export async function prepare(file: File): Promise<Prepared> {
  const name = nameOf(file);
  const [kind] = file.type.split('/', 1);
  if (kind === 'image' && file.type !== 'image/svg+xml') {
    const { blob, details } = await prepareImage(file);
    return { blob, details: { name, ...details } };
  }
  if (kind === 'video' || kind === 'audio')
    return { blob: file, details: { name, ...(await mediaDetails(file, kind)) } };
  return { blob: file, details: { name } };
}
