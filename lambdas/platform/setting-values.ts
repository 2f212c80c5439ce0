import * as z from 'zod';
import { changeEventNames, type ChangeEventName } from '../../protocol/change-event.ts';
import { durationPattern, millisecondsOf } from '../../protocol/duration.ts';
import type { RateLimit } from '../chat/model/types.ts';

/** How the values of settings are written, and what the code takes them for. */

/** `500ms`, `10s`, `15m`, `2h` or `1d`, as milliseconds. */
export const durationMs = z
  .string()
  .regex(durationPattern, 'must be a duration such as 500ms, 10s, 15m or 2h')
  .transform(millisecondsOf);

export const count = z
  .string()
  .regex(/^[1-9]\d{0,5}$/, 'must be a whole number from 1')
  .transform(Number);

/** `off`, which becomes null, or a number of messages, calls or threads per time such as `20/10s`. */
export const rateLimit = z
  .string()
  .regex(/^(off|[1-9]\d{0,5}\/[1-9]\d{0,8}(ms|s|m|h|d))$/, 'must be off, or a number per time such as 20/10s')
  .transform((text): RateLimit | null => {
    const [burst, per] = text.split('/');
    return per === undefined ? null : { burst: Number(burst), perMs: durationMs.parse(per) };
  });

const unitBytes = { KB: 1024, MB: 1024 ** 2, GB: 1024 ** 3 } as const;
const bytesForm = /^[1-9]\d{0,8}(KB|MB|GB)$/;

/** `100KB`, `16MB` or `1GB`, as bytes. */
function bytesOf(text: string): number {
  return Number.parseInt(text, 10) * unitBytes[text.slice(-2) as keyof typeof unitBytes];
}

/** What S3 takes in one piece, and an upload of 320 parts. */
const fileMaxBytes = 5 * unitBytes.GB;

/** The size of a file. */
export const fileSize = z
  .string()
  .regex(bytesForm, 'must be a size such as 100MB or 1GB')
  .transform(bytesOf)
  .refine((bytes) => bytes <= fileMaxBytes, 'must be at most 5GB');

/** `off`, which becomes null, or files and bytes of a user a day, such as `200/5GB`. */
export const uploadLimit = z
  .string()
  .regex(/^(off|[1-9]\d{0,5}\/[1-9]\d{0,8}(KB|MB|GB))$/, 'must be off, or files and bytes a day such as 200/5GB')
  .transform((text): { files: number; bytes: number } | null => {
    const [files, bytes] = text.split('/');
    return bytes === undefined ? null : { files: Number(files), bytes: bytesOf(bytes) };
  });

export const threadCreation = z.enum(['anyone', 'client', 'marketplace'], 'must be anyone, client or marketplace');

export const onOff = z.enum(['on', 'off'], 'must be on or off').transform((text) => text === 'on');

/** `off`, which becomes null, or a duration. */
export const offOrDuration = z.union([z.literal('off').transform(() => null), durationMs]);

/** Whom push services reach about pushes (RFC 8292, section 2.1). */
export const contact = z
  .string()
  .regex(/^(mailto:[^\s@]+@[^\s@]+|https:\/\/[^\s/].*)$/, 'must be a mailto: or https: URL');

/** Comma-separated, `HOST:PORT` each. An empty text becomes an empty list. */
export const hosts = z
  .string()
  .transform((text) => (text === '' ? [] : text.split(',').map((part) => part.trim())))
  .pipe(z.array(z.string().regex(/^[\w.-]+:\d{1,5}$/, 'must be hosts such as 127.0.0.1:9000')));

/** Kinds of events to the marketplace, comma-separated. `off` or an empty text becomes an empty list. */
export const eventList = z.union(
  [
    z.enum(['', 'off']).transform((): ChangeEventName[] => []),
    z
      .string()
      .transform((text) => text.split(',').map((part) => part.trim()))
      .pipe(z.array(z.enum(changeEventNames))),
  ],
  `must be off, or some of ${changeEventNames.join(', ')}`,
);

export const url = z.string().regex(/^https?:\/\/[^\s/]+/, 'must be an http(s) URL');

/** A URL, or an empty text, which becomes null. */
export const optionalUrl = z.union([z.literal('').transform(() => null), url], 'must be an http(s) URL, or empty');

export const required = z.string().min(1, 'must not be empty');

/** Comma-separated, at least one, none empty. */
export const list = required
  .transform((text) => text.split(',').map((part) => part.trim()))
  .refine((parts) => parts.every((part) => part !== ''), { message: 'must not have an empty part' });
