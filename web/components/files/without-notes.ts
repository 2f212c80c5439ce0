import { withoutExif } from './without-exif.ts';

/** A picture has some thousand chunks at most. What is beyond these is left as it is. */
const chunksMax = 20_000;
const headerBytes = 8;

/** How a format lays out its chunks. Each begins with a header of eight bytes: a type and a length. */
interface Layout {
  signatureBytes: number;
  littleEndian: boolean;
  /** Where in the header the type and the length are. */
  typeAt: number;
  lengthAt: number;
  /** The whole length of a chunk with that many bytes of data. */
  lengthOf(dataBytes: number): number;
  /** The chunks that may say where, when and by whom a picture was made. */
  notes: readonly string[];
}

/** PNG specification, third edition, sections 5 and 11.3. */
const png: Layout = {
  signatureBytes: 8,
  littleEndian: false,
  lengthAt: 0,
  typeAt: 4,
  lengthOf: (dataBytes) => headerBytes + dataBytes + 4,
  notes: ['eXIf', 'tEXt', 'zTXt', 'iTXt', 'tIME'],
};

/** RFC 9649, section 2: a chunk of odd length is followed by one byte more. */
const webP: Layout = {
  signatureBytes: 12,
  littleEndian: true,
  typeAt: 0,
  lengthAt: 4,
  lengthOf: (dataBytes) => headerBytes + dataBytes + (dataBytes % 2),
  notes: ['EXIF', 'XMP '],
};

/**
 * A picture without what may say where and by whom it was taken: JPEG, PNG and WebP, by their first bytes. The picture
 * itself is not touched. Other files stay as they are.
 */
export async function withoutNotes(file: Blob): Promise<Blob> {
  const head = await textAt(file, 0, 12);
  if (head.startsWith('\xff\xd8')) return withoutExif(file);
  if (head.startsWith('\x89PNG\r\n\x1a\n')) return keep(file, await partsOf(file, png));
  if (!/^RIFF.{4}WEBP$/s.test(head)) return file;
  const parts = await partsOf(file, webP);
  return parts.length === 1 ? file : keep(file, await asWebP(parts));
}

async function textAt(file: Blob, from: number, bytes: number): Promise<string> {
  return String.fromCharCode(...new Uint8Array(await file.slice(from, from + bytes).arrayBuffer()));
}

function keep(file: Blob, parts: Blob[]): Blob {
  return parts.length === 1 ? file : new Blob(parts, { type: file.type });
}

/** The file cut at its notes, which are left out. One part if there are none. */
async function partsOf(file: Blob, layout: Layout): Promise<Blob[]> {
  const parts: Blob[] = [];
  let keptFrom = 0;
  let at = layout.signatureBytes;
  for (let chunks = 0; chunks < chunksMax && at + headerBytes <= file.size; chunks += 1) {
    const header = new DataView(await file.slice(at, at + headerBytes).arrayBuffer());
    const next = at + layout.lengthOf(header.getUint32(layout.lengthAt, layout.littleEndian));
    if (layout.notes.includes(await textAt(file, at + layout.typeAt, 4))) {
      parts.push(file.slice(keptFrom, at));
      keptFrom = next;
    }
    at = next;
  }
  return [...parts, file.slice(keptFrom)];
}

/** The flags of a `VP8X` chunk that announce EXIF and XMP. */
const noteFlags = 0x08 | 0x04;
const flagsAt = 20;

/** Corrects what the head says of the file: its length, and which notes follow. */
async function asWebP(parts: Blob[]): Promise<Blob[]> {
  const [first = new Blob(), ...rest] = parts;
  const size = parts.reduce((sum, part) => sum + part.size, 0);
  const head = new DataView(await first.arrayBuffer());
  head.setUint32(4, size - headerBytes, true);
  const isExtended = (await textAt(first, 12, 4)) === 'VP8X' && head.byteLength > flagsAt;
  if (isExtended) head.setUint8(flagsAt, head.getUint8(flagsAt) & ~noteFlags);
  return [new Blob([head]), ...rest];
}
