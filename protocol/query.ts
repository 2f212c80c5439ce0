import * as z from 'zod';
import { limits } from './limits.ts';

/** What stands as text in paths and query strings. */

/** A whole number in a path or query string. */
export function intText(min: number, max: number = Number.MAX_SAFE_INTEGER) {
  const rule =
    max === Number.MAX_SAFE_INTEGER
      ? `must be a whole number from ${min}`
      : `must be a whole number from ${min} to ${max}`;
  return z
    .string()
    .refine((text) => /^\d{1,16}$/.test(text) && Number(text) >= min && Number(text) <= max, { message: rule })
    .transform(Number)
    .meta({ type: 'integer', minimum: min, ...(max === Number.MAX_SAFE_INTEGER ? {} : { maximum: max }) });
}

export const limit = intText(1, limits.pageMax)
  .default(limits.pageDefault)
  .describe(`The maximum number of results; default ${limits.pageDefault}`);
/** `true` or `false`. */
export const booleanText = z
  .stringbool({ truthy: ['true'], falsy: ['false'], case: 'sensitive', error: 'must be true or false' })
  .meta({ type: 'boolean' });
export const isActiveText = booleanText.meta({
  type: 'boolean',
  description: 'Only active threads (`true`), or only inactive ones (`false`)',
});
