import type { FileDetails } from '@marketplace-chat/client';
import { looksOf } from './image.ts';

/** How long the browser may take to read what a file holds. */
const patienceMs = 5_000;

function whenReady(element: HTMLMediaElement, event: 'loadedmetadata' | 'seeked'): Promise<boolean> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(false), patienceMs);
    const end = (isReady: boolean) => (clearTimeout(timer), resolve(isReady));
    element.addEventListener(event, () => end(true), { once: true });
    element.addEventListener('error', () => end(false), { once: true });
  });
}

function durationOf({ duration }: HTMLMediaElement): Partial<FileDetails> {
  return Number.isFinite(duration) ? { durationMs: Math.round(duration * 1_000) } : {};
}

/** The length of a video or a recording, and how a video looks. Nothing of what the browser cannot read. */
export async function mediaDetails(file: Blob, kind: 'video' | 'audio'): Promise<Partial<FileDetails>> {
  const element = document.createElement(kind);
  const url = URL.createObjectURL(file);
  try {
    element.preload = 'auto';
    element.muted = true;
    const known = whenReady(element, 'loadedmetadata');
    element.src = url;
    if (!(await known)) return {};
    if (!(element instanceof HTMLVideoElement) || element.videoWidth === 0) return durationOf(element);
    const shown = whenReady(element, 'seeked');
    element.currentTime = Math.min(1, (element.duration || 0) / 2);
    const looks = (await shown) ? await looksOf(element, element.videoWidth, element.videoHeight) : {};
    return { ...durationOf(element), ...looks };
  } finally {
    element.removeAttribute('src');
    URL.revokeObjectURL(url);
  }
}
