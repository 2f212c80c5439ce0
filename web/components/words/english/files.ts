import { count, figure } from './count.ts';

const kinds = { image: 'Photo', video: 'Video', audio: 'Audio', voice: 'Voice message', file: 'File' } as const;
type Kind = keyof typeof kinds;

/** Sizes are powers of 1,024. */
function size(bytes: number): string {
  const [unit, value] =
    bytes < 1_000
      ? ['bytes', bytes]
      : bytes < 1_000 * 1024
        ? ['KB', bytes / 1024]
        : bytes < 1_000 * 1024 ** 2
          ? ['MB', bytes / 1024 ** 2]
          : ['GB', bytes / 1024 ** 3];
  return `${figure(value < 10 && unit !== 'bytes' ? Math.round(value * 10) / 10 : Math.round(value))} ${unit}`;
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
