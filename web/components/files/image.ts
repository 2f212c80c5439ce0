import { rgbaToThumbHash } from 'thumbhash';
import type { FileDetails } from '@marketplace-chat/client';
import { limits } from '../../../protocol/limits.ts';
import { withoutExif } from './without-exif.ts';

/** The longer side of a preview, in pixels. */
const previewSide = 1_024;
const hashSide = 100;
/** Larger pictures are not drawn again: that would take more memory than a phone has. */
const redrawnPixelsMax = 50_000_000;

type Source = ImageBitmap | HTMLVideoElement;

function draw(source: Source, width: number, height: number): HTMLCanvasElement {
  const canvas = document.createElement('canvas');
  canvas.width = Math.max(1, Math.round(width));
  canvas.height = Math.max(1, Math.round(height));
  canvas.getContext('2d')!.drawImage(source, 0, 0, canvas.width, canvas.height);
  return canvas;
}

function drawWithin(source: Source, width: number, height: number, side: number): HTMLCanvasElement {
  const scale = Math.min(1, side / Math.max(width, height));
  return draw(source, width * scale, height * scale);
}

function encode(canvas: HTMLCanvasElement, type: string, quality: number): Promise<Blob | null> {
  return new Promise((resolve) => canvas.toBlob(resolve, type, quality));
}

/** A preview that is small enough; undefined if the browser makes none. Safari has no WebP: it is asked for JPEG. */
async function previewOf(source: Source, width: number, height: number): Promise<Blob | undefined> {
  const canvas = drawWithin(source, width, height, previewSide);
  for (const type of ['image/webp', 'image/jpeg'])
    for (const quality of [0.8, 0.5, 0.2]) {
      const blob = await encode(canvas, type, quality);
      if (blob?.type === type && blob.size <= limits.previewBytes) return blob;
    }
  return undefined;
}

function thumbhashOf(source: Source, width: number, height: number): string {
  const canvas = drawWithin(source, width, height, hashSide);
  const { data } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height);
  return btoa(String.fromCharCode(...rgbaToThumbHash(canvas.width, canvas.height, data)));
}

/** What is shown of a picture before its bytes are there. */
export async function looksOf(source: Source, width: number, height: number): Promise<Partial<FileDetails>> {
  const preview = await previewOf(source, width, height);
  return { width, height, thumbhash: thumbhashOf(source, width, height), ...(preview && { preview }) };
}

/**
 * A photograph without its metadata, which may say where it was taken: it is drawn again, upright, or else loses the
 * metadata. Other pictures stay as they are.
 */
async function withoutPlace(file: File, source: ImageBitmap): Promise<Blob> {
  if (file.type !== 'image/jpeg') return file;
  if (source.width * source.height > redrawnPixelsMax) return withoutExif(file);
  return (await encode(draw(source, source.width, source.height), 'image/jpeg', 0.92)) ?? withoutExif(file);
}

/** A picture as it is sent. One that the browser cannot read is sent like any other file. */
export async function prepareImage(file: File): Promise<{ blob: Blob; details: Partial<FileDetails> }> {
  const source = await createImageBitmap(file).catch(() => null);
  if (source === null) return { blob: file.type === 'image/jpeg' ? await withoutExif(file) : file, details: {} };
  try {
    const details = await looksOf(source, source.width, source.height);
    return { blob: await withoutPlace(file, source), details };
  } finally {
    source.close();
  }
}
