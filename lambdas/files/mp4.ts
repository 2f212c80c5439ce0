import type { ReadBytes } from './read-bytes.ts';

const headBytes = 16;
/** A file begins with a few boxes; more are not looked at. */
const boxesMax = 12;
/** Enough for the tracks of long films. */
const moovBytes = 1024 * 1024;

interface Box {
  type: string;
  from: number;
  size: number;
}

/** A box is its length, its type, its content. (ISO/IEC 14496-12, 4.2.) */
function boxOf(head: Uint8Array, from: number, fileSize: number): Box | null {
  if (head.length < 8) return null;
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  const type = String.fromCharCode(...head.subarray(4, 8));
  const short = view.getUint32(0);
  const size = short === 1 && head.length >= 16 ? Number(view.getBigUint64(8)) : short === 0 ? fileSize - from : short;
  return size < 8 ? null : { type, from, size };
}

/** The `moov` box, which names the tracks. It may stand behind the pictures, at the end of the file. */
async function findMoov(read: ReadBytes, fileSize: number): Promise<Box | null> {
  let from = 0;
  for (let count = 0; count < boxesMax && from < fileSize; count += 1) {
    const box = boxOf(await read(from, headBytes), from, fileSize);
    if (box === null || box.type === 'moov') return box;
    from += box.size;
  }
  return null;
}

/** Whether an MP4 file has a picture: a track with the handler `vide`. Null if its tracks are not found. */
export async function hasVideoTrack(read: ReadBytes, fileSize: number): Promise<boolean | null> {
  const moov = await findMoov(read, fileSize);
  if (moov === null) return null;
  const bytes = Buffer.from(await read(moov.from, Math.min(moov.size, moovBytes)));
  const handlers = handlersIn(bytes);
  return handlers.length === 0 ? null : handlers.includes('vide');
}

/** `hdlr`, version and flags, a reserved word, then the kind of the track. (ISO/IEC 14496-12, 8.4.3.) */
function handlersIn(moov: Buffer): string[] {
  const handlers: string[] = [];
  for (let at = moov.indexOf('hdlr'); at >= 0; at = moov.indexOf('hdlr', at + 4))
    handlers.push(moov.toString('latin1', at + 12, at + 16));
  return handlers;
}
