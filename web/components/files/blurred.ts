import { thumbHashToDataURL } from 'thumbhash';

/** A picture of some pixels as a data: URL; null for a hash that is none. */
export function blurredUrl(thumbhash: string): string | null {
  try {
    const base64 = thumbhash.replaceAll('-', '+').replaceAll('_', '/');
    return thumbHashToDataURL(Uint8Array.from(atob(base64), (char) => char.charCodeAt(0)));
  } catch {
    return null;
  }
}
