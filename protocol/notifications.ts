import * as z from 'zod';
import { limits } from './limits.ts';
import { id, seqOrZero } from './primitives.ts';

/** Where a browser takes pushes (NT-1), as `PushSubscription.toJSON()` of the Push API writes it. */
const endpoint = z
  .string()
  .max(limits.pushEndpointChars, `must have at most ${limits.pushEndpointChars} characters`)
  .refine((text) => URL.canParse(text), { message: 'must be a URL' })
  .describe('The https URL of the push service');

/** RFC 8291, section 3.1 and 3.2: an uncompressed point of P-256, and 16 bytes. */
const base64Url = (chars: number) =>
  z
    .string()
    .transform((text) => text.replace(/={1,2}$/, ''))
    .refine((text) => text.length === chars && /^[\w-]*$/.test(text), {
      message: `must be ${chars} characters of base64url`,
    });

export const pushSubscription = z
  .object({ endpoint, keys: z.object({ p256dh: base64Url(87), auth: base64Url(22) }) })
  .meta({ id: 'PushSubscription' });
export const pushEndpoint = z.object({ endpoint }).meta({ id: 'PushEndpoint' });
export const pushKey = z
  .object({ public_key: z.string().describe('`applicationServerKey` of the Push API') })
  .meta({ id: 'PushKey' });

const clockTime = z
  .string()
  .regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be a time such as 22:00')
  .describe('By the clock on the wall');

export const quietHours = z
  .object({
    from: clockTime,
    to: clockTime,
    time_zone: z.string().min(1).max(64).describe('A name of the IANA time zone database, such as Europe/Istanbul'),
  })
  .refine(({ from, to }) => from !== to, { path: ['to'], message: 'must not be the same as from' })
  .meta({ id: 'QuietHours' });
export const preferences = z
  .object({ quiet_hours: quietHours.nullable().describe('Nothing is pushed within them; null: at any time') })
  .meta({ id: 'Preferences' });

/** What a push says, encrypted for the browser (NT-3). */
export const pushPayload = z
  .object({
    kind: z.enum(['message', 'summary']).describe('`summary`: what came in quiet hours, over all threads'),
    thread_id: id,
    seq: seqOrZero.describe('The message to open'),
    title: z.string(),
    body: z.string(),
    count: z.int().min(1).describe('Unread messages of the thread, in a summary of all threads'),
    unread_total: z.int().min(0),
  })
  .meta({ id: 'PushPayload' });

export type PushKey = z.infer<typeof pushKey>;
export type PushSubscription = z.infer<typeof pushSubscription>;
export type QuietHours = z.infer<typeof quietHours>;
export type Preferences = z.infer<typeof preferences>;
export type PushPayload = z.infer<typeof pushPayload>;

/** A payload has at most so many bytes: some services and browsers take no more. */
export const pushPayloadBytesMax = 3_000;
