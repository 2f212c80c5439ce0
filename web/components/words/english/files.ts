import { figure } from '../number.ts';
import { count } from './count.ts';

const kinds = { image: 'Photo', video: 'Video', audio: 'Audio', voice: 'Voice message', file: 'File' };
type Kind = keyof typeof kinds;

/** Sizes are powers of 1,024. No unit shows more than 999. */
function size(bytes: number): string {
  if (bytes < 1_000) return count(bytes, 'byte', 'bytes');
  const powers = Math.min(3, [1_000, 1_000 * 1024, 1_000 * 1024 ** 2].filter((from) => bytes >= from).length);
  const value = bytes / 1024 ** powers;
  return `${figure(value < 10 ? Math.round(value * 10) / 10 : Math.round(value))} ${['', 'KB', 'MB', 'GB'][powers]}`;
}

export const files = {
  kinds,
  /** The files of a message that waits. */
  waiting: (n: number) => count(n, 'file', 'files'),
  /** The files of a message that has no text, in the inbox and in quotes. */
  summary: (kind: Kind, name: string, n: number) =>
    n > 1 ? count(n, 'file', 'files') : kind === 'file' ? name : kinds[kind],
  /** A quoted message that has no text. */
  attached: 'Attached files',
  size,
  attach: 'Attach files',
  drop: 'Drop files here to attach them',
  tray: 'Files to send',
  preparing: 'Preparing…',
  tooMany: (n: number) => `A message can have up to ${n} files.`,
  tooLarge: (name: string) => `${name} is too large.`,
  unreadable: (name: string) => `${name} cannot be read.`,
  keepsPlace: (name: string) =>
    `${name} may say where it was taken: this browser cannot remove that. Remove it from the message, or send a JPEG.`,
  progress: (name: string, percent: number) => `${name}: ${percent}% uploaded`,
  uploading: (percent: number) => `${percent}%`,
  uploaded: 'Ready to send',
  paused: 'Paused',
  failed: 'Not uploaded',
  pause: (name: string) => `Pause ${name}`,
  resume: (name: string) => `Go on with ${name}`,
  remove: (name: string) => `Remove ${name}`,
  retry: (name: string) => `Try ${name} again`,
  open: (name: string) => `Open ${name}`,
  download: (name: string) => `Download ${name}`,
  scanning: 'Being checked for malware…',
  blocked: 'Blocked: it may be harmful',
  linkFailed: 'This file cannot be opened right now. Please try again.',
  viewer: 'Picture',
  zoomIn: 'Zoom in',
  zoomOut: 'Zoom out',
  previous: 'Previous picture',
  next: 'Next picture',
  play: 'Play',
  pausePlaying: 'Pause',
  position: 'Position',
  positionText: (now: string, end: string) => `${now} of ${end}`,
  speed: (rate: number) => `Speed: ${figure(rate)}×`,
};

export const voice = {
  record: 'Record a voice message',
  title: 'Voice message',
  recording: 'Recording',
  noMicrophone: 'The microphone cannot be used. Please allow it in the settings of your browser.',
  pause: 'Pause recording',
  resume: 'Go on recording',
  stop: 'Stop and listen',
  discard: 'Discard',
  send: 'Send voice message',
  longest: 'This is the longest that a voice message can be.',
};
