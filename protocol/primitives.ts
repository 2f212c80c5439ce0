import * as z from 'zod';
import { normaliseEmoji } from './emoji.ts';
import { limits } from './limits.ts';
import { isReservedKey } from './metadata.ts';
import { cleanJobTitle, cleanUsername } from './names.ts';
import { countBytes, countChars, cutChars, hasControl, normaliseContent } from './text.ts';

/** A JavaScript string can hold half a surrogate pair; UTF-8, and so the table, cannot. */
export const wellFormed = z
  .string()
  .refine((text) => text.isWellFormed(), { message: 'is not valid Unicode', abort: true });

function opaqueId(maxChars: number) {
  return wellFormed
    .refine((text) => text.length > 0, { message: 'must not be empty' })
    .refine((text) => text.length <= maxChars * 2 && countChars(text) <= maxChars, {
      message: `must have at most ${maxChars} characters`,
    })
    .refine((text) => !hasControl(text), { message: 'must not contain control characters' })
    .meta({ minLength: 1, maxLength: maxChars });
}

/** The id of a user, thread, job, connection, event or request (OBJ-5). */
export const id = opaqueId(limits.idChars).meta({ id: 'Id', description: 'An opaque id' });
export const clientMessageId = opaqueId(limits.clientMessageIdChars).describe(
  'The idempotency key of a message, chosen by the client, the same in each retry',
);
/** A username, cleaned and cut to 64 code points. It may come out empty. */
export const username = wellFormed
  .transform(cleanUsername)
  .describe("A user's name, without control and format characters; longer ones are cut to 64 characters");
/** A job title, cleaned and cut to 120 code points. It may come out empty. */
export const jobTitle = wellFormed
  .transform(cleanJobTitle)
  .describe("A job's title, without control and format characters; longer ones are cut to 120 characters");

/** The position of a message in its thread's log. */
export const seq = z
  .int()
  .min(1)
  .meta({ id: 'Seq', description: 'The sequence number of a message in its thread: 1, 2, 3 …' });
/** A position in a thread's log; 0 is before the first message. */
export const seqOrZero = z
  .int()
  .min(0)
  .meta({ id: 'SeqOrZero', description: 'A sequence number, or 0 for before the first message' });
/** 0 when a message is written; each change of the message adds one. */
export const revision = z
  .int()
  .min(0)
  .meta({ id: 'Revision', description: 'Starts at 0 and grows by one with each change of the message' });
export const pageSize = z
  .int()
  .min(1)
  .max(limits.pageMax)
  .describe('The maximum number of results (1 to 100, default 50)');
export const timestamp = z.iso
  .datetime({ precision: 3 })
  .meta({ id: 'Timestamp', pattern: '\\.\\d{3}Z$', description: 'RFC 3339, UTC, milliseconds' });

const cleanText = wellFormed
  .transform(normaliseContent)
  .refine((text) => text.length <= limits.contentChars || countChars(text) <= limits.contentChars, {
    message: `must have at most ${limits.contentChars} characters`,
  });
const cleaning =
  'once it is cleaned. Line breaks become `\\n`, other control characters except tabs are removed, as are blank lines at the start and white space at the end; the text is normalised to NFC';

/** The content of a message: normalised (WS-12), then 1 to 4,000 code points. */
export const content = cleanText
  .refine((text) => text.length > 0, { message: 'must not be empty' })
  .meta({ id: 'Content', minLength: 1, description: `The text: 1 to 4,000 characters ${cleaning}` });
/** The same for a message that may have files, and then needs no text (ATT-4). */
export const contentOrFiles = cleanText.meta({
  id: 'ContentOrFiles',
  description: `The text: 1 to 4,000 characters, with files 0 to 4,000, ${cleaning}`,
});

/** One emoji, in its fully qualified form (RE-2). */
export const emoji = z
  .string()
  .transform((text, ctx) => {
    const normalised = normaliseEmoji(text);
    if (normalised !== null) return normalised;
    ctx.addIssue({ code: 'custom', message: 'must be one emoji', input: text });
    return z.NEVER;
  })
  .meta({ id: 'Emoji', minLength: 1, description: 'One emoji recommended for general interchange by Unicode' });

const metadataObject = z
  .custom<Record<string, unknown>>((value) => typeof value === 'object' && value !== null && !Array.isArray(value), {
    message: 'must be a JSON object',
    abort: true,
  })
  .refine((value) => countBytes(JSON.stringify(value)) <= limits.metadataBytes, {
    message: `must have at most ${limits.metadataBytes} bytes as JSON`,
    abort: true,
  });

/**
 * A JSON object of at most 4 KB, as a service gives it. It is not copied: a `z.record` would lose a
 * key called `__proto__`.
 */
export const metadata = metadataObject.meta({
  id: 'Metadata',
  type: 'object',
  description: 'A JSON object of at most 4 KB. Keys that start with `_` are not sent to users (SYS-11)',
});

/**
 * How many wrong keys an error names, and how much of each: an error is not to be larger than the frame
 * that it answers.
 */
const namedKeys = 10;
const namedKeyChars = 64;

/** Metadata as a user sends it: without the keys by which a page recognises the marketplace. */
export const userMetadata = metadataObject
  .superRefine((value, ctx) => {
    for (const key of Object.keys(value).filter(isReservedKey).slice(0, namedKeys))
      ctx.addIssue({
        code: 'custom',
        path: [cutChars(key, namedKeyChars)],
        message: 'only the marketplace may set it',
      });
  })
  .meta({
    id: 'UserMetadata',
    type: 'object',
    description:
      'A JSON object of at most 4 KB, kept and returned as it is. Keys `event`, `action` and those that start with `_` are refused',
  });
