import type * as z from 'zod';
import { ChatError, type ErrorDetail } from './errors.ts';
import { wording } from './wording.ts';

/** The wrong fields that zod found. `root` is the name of the whole value. */
export function detailsOf(issues: readonly z.core.$ZodIssue[], root: string): ErrorDetail[] {
  return issues.map((issue) => ({ field: issue.path.map(String).join('.') || root, message: issue.message }));
}

/** The `bad_request` that names each wrong field. */
export function badRequest(details: ErrorDetail[]): ChatError {
  const message = details.map((detail) => `${detail.field}: ${detail.message}`).join('; ');
  return new ChatError('bad_request', message, { details });
}

/** Returns `value` parsed by `schema`. Throws `bad_request`, which names every wrong field. */
export function parse<S extends z.ZodType>(schema: S, value: unknown, root = 'body'): z.output<S> {
  const result = schema.safeParse(value, { error: wording });
  if (result.success) return result.data;
  throw badRequest(detailsOf(result.error.issues, root));
}
