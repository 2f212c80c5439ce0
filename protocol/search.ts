import * as z from 'zod';
import { commonErrors, type Endpoint } from './endpoint.ts';
import { limits } from './limits.ts';
import { message, thread } from './objects.ts';
import { timestamp, wellFormed } from './primitives.ts';
import { intText } from './query.ts';
import { countChars } from './text.ts';

/** What is asked and answered by `GET /search/` (section 7). */

/** The text of a search: words, phrases, exclusions and operators (SR-2). */
const searchText = wellFormed
  .refine((text) => text.length > 0, { message: 'must not be empty' })
  .refine((text) => text.length <= limits.searchChars * 2 && countChars(text) <= limits.searchChars, {
    message: `must have at most ${limits.searchChars} characters`,
  })
  .meta({ minLength: 1, maxLength: limits.searchChars })
  .describe(
    'Words that must all occur, `"a phrase"`, `-word`, `from:me`, `from:them`, `in:THREAD_ID`, `has:file`, `has:image`, `has:voice`, `has:link`, `before:2026-11-30`, `after:2026-11-01`',
  );

const highlight = z
  .object({ start: z.int().min(0), end: z.int().min(1) })
  .meta({ id: 'Highlight', description: 'UTF-16 units of `content`, `end` excluded' });

const searchHit = z
  .object({
    message,
    thread: thread.pick({ id: true, client: true, freelancer: true, job: true }),
    highlights: z.array(highlight).describe('Every occurrence in `content`, in order'),
  })
  .meta({ id: 'SearchHit' });
export type SearchHit = z.infer<typeof searchHit>;

export const searchPage = z
  .object({
    results: z
      .array(searchHit)
      .describe('By conversation, the one with the latest activity first; newest first in each'),
    next_cursor: z
      .string()
      .nullable()
      .describe('null at the end. Another page may have fewer results than `limit`, even none'),
    searched_until: timestamp
      .nullable()
      .describe('`last_message_at` of the last conversation that was looked through; null if there was none'),
  })
  .meta({ id: 'SearchPage' });
export type SearchPage = z.infer<typeof searchPage>;

/** The endpoint of a function of its own: its logs are long, and the other functions carry none of it. */
export const searchEndpoints = {
  search: {
    method: 'GET',
    path: '/search/',
    summary: "Messages of the caller's threads, archived and inactive ones included",
    answeredBy: 'search',
    query: z.object({
      q: searchText,
      limit: intText(1, limits.searchPageMax)
        .default(limits.searchPageDefault)
        .describe(`The maximum number of results; default ${limits.searchPageDefault}`),
      cursor: z.string().max(limits.searchCursorChars).optional().describe('`next_cursor` of the page before'),
    }),
    responses: { 200: searchPage },
    errors: commonErrors,
  },
} as const satisfies Record<string, Endpoint>;
