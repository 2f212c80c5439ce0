/** Markers of JPEG. (ITU-T T.81, table B.1.) `APP1` holds EXIF and XMP, `APP13` the captions of photo agencies. */
const app1 = 0xe1;
const app13 = 0xed;
const startOfScan = 0xda;

/** The longest head that is looked through. Behind it only the picture itself follows. */
const headBytes = 1024 * 1024;

/**
 * A JPEG without the segments that may say where and by whom it was taken. The picture itself is not touched, so a
 * photograph that was turned by a note in them is no longer turned.
 */
export async function withoutExif(file: Blob): Promise<Blob> {
  const head = new DataView(await file.slice(0, headBytes).arrayBuffer());
  const kept: Blob[] = [file.slice(0, 2)];
  let at = 2;
  while (at + 4 <= head.byteLength && head.getUint8(at) === 0xff && head.getUint8(at + 1) !== startOfScan) {
    const next = at + 2 + head.getUint16(at + 2);
    if (![app1, app13].includes(head.getUint8(at + 1))) kept.push(file.slice(at, next));
    at = next;
  }
  return new Blob([...kept, file.slice(at)], { type: file.type });
}
