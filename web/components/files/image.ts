import { rgbaToThumbHash } from 'thumbhash';
import type { FileDetails } from '@marketplace-chat/client';
import { limits } from '../../../protocol/limits.ts';
import { withoutNotes } from './without-notes.ts';

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

/** Whether a file is an HEIC photograph. Browsers that do not know the type say none. */
export function isHeic({ type, name }: File): boolean {
  return /^image\/hei[cf]$/.test(type) || /\.hei[cf]$/i.test(name);
}

/**
 * A picture without its metadata, which may say where it was taken: a photograph is drawn again, upright, and is a JPEG
 * then; every other picture loses the notes in it.
 */
async function withoutPlace(file: File, source: ImageBitmap): Promise<Blob> {
  const isPhotograph = file.type === 'image/jpeg' || isHeic(file);
  const isRedrawn = isPhotograph && source.width * source.height <= redrawnPixelsMax;
  const redrawn = isRedrawn ? await encode(draw(source, source.width, source.height), 'image/jpeg', 0.92) : null;
  return redrawn ?? withoutNotes(file);
}

interface PreparedImage {
  blob: Blob;
  details: Partial<FileDetails>;
  /** It may still say where it was taken. */
  keepsPlace?: boolean;
}

/** A picture as it is sent. One that the browser cannot read is sent like any other file, without the known notes. */
export async function prepareImage(file: File): Promise<PreparedImage> {
  const source = await createImageBitmap(file).catch(() => null);
  if (source === null) return { blob: await withoutNotes(file), details: {}, keepsPlace: isHeic(file) };
  try {
    const details = await looksOf(source, source.width, source.height);
    const blob = await withoutPlace(file, source);
    return { blob, details, keepsPlace: isHeic(file) && blob.type !== 'image/jpeg' };
  } finally {
    source.close();
  }
}
