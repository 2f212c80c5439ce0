import * as z from 'zod';
import { limits } from './limits.ts';
import { countBytes, countChars, hasControl, normaliseContent, normaliseName } from './text.ts';

/** A JavaScript string can hold half a surrogate pair; UTF-8, and so the table, can not. */
const wellFormed = z.string().refine((text) => text.isWellFormed(), { message: 'is not valid Unicode' });

function opaqueId(maxChars: number) {
  return wellFormed
    .refine((text) => text.length > 0, { message: 'must not be empty' })
    .refine((text) => text.length <= maxChars * 2 && countChars(text) <= maxChars, {
      message: `must have at most ${maxChars} characters`,
    })
    .refine((text) => !hasControl(text), { message: 'must not contain control characters' })
    .meta({ minLength: 1, maxLength: maxChars });
}

function name(maxChars: number) {
  return wellFormed.transform((text) => normaliseName(text, maxChars));
}

/** Of a user, thread, job, connection, event or request: opaque, 1 to 128 code points, no control character. */
export const id = opaqueId(limits.idChars).meta({ id: 'Id', description: 'An opaque id' });
export const clientMessageId = opaqueId(limits.clientMessageIdChars).describe(
  'The idempotency key of a message, chosen by the client, the same in each retry',
);
/** Cut to 64 code points; empty where nothing printable was given. */
export const username = name(limits.usernameChars).describe("A user's name; longer ones are cut to 64 characters");
/** Cut to 120 code points; empty where nothing printable was given. */
export const jobTitle = name(limits.jobTitleChars).describe("A job's title; longer ones are cut to 120 characters");

/** A position in a thread's log. */
export const seq = z
  .int()
  .min(1)
  .meta({ id: 'Seq', description: 'The sequence number of a message in its thread: 1, 2, 3 …' });
/** A position in a thread's log, 0 being before the first message. */
export const seqOrZero = z
  .int()
  .min(0)
  .meta({ id: 'SeqOrZero', description: 'A sequence number, or 0 for before the first message' });
export const pageSize = z
  .int()
  .min(1)
  .max(limits.pageMax)
  .describe('How many to give at most (1 to 100, 50 if not given)');
export const timestamp = z.iso
  .datetime({ precision: 3 })
  .meta({ id: 'Timestamp', pattern: '\\.\\d{3}Z$', description: 'RFC 3339, UTC, milliseconds' });

/** A message's content: normalised as WS-12 says, then 1 to 4,000 code points. */
export const content = wellFormed
  .transform(normaliseContent)
  .refine((text) => text.length > 0, { message: 'must not be empty' })
  .refine((text) => text.length <= limits.contentChars || countChars(text) <= limits.contentChars, {
    message: `must have at most ${limits.contentChars} characters`,
  })
  .meta({
    id: 'Content',
    minLength: 1,
    description: 'The text: 1 to 4,000 characters once control characters are removed, trimmed and NFC-normalised',
  });

/**
 * A JSON object of at most 4 KB. Taken as it is: a `z.record` would copy it and lose a key called `__proto__`.
 */
export const metadata = z
  .custom<Record<string, unknown>>((value) => typeof value === 'object' && value !== null && !Array.isArray(value), {
    message: 'must be a JSON object',
  })
  .refine((value) => countBytes(JSON.stringify(value)) <= limits.metadataBytes, {
    message: `must have at most ${limits.metadataBytes} bytes as JSON`,
  })
  .meta({ id: 'Metadata', type: 'object', description: 'A JSON object of at most 4 KB, kept and returned as it is' });
