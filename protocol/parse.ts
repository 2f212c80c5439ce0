import type * as z from 'zod';
import { ChatError, type ErrorDetail } from './errors.ts';
import { wording } from './wording.ts';

/** The fields that are wrong, as zod found them; `root` names the whole value. */
export function detailsOf(issues: readonly z.core.$ZodIssue[], root: string): ErrorDetail[] {
  return issues.map((issue) => ({ field: issue.path.map(String).join('.') || root, message: issue.message }));
}

/** The refusal that names each wrong field. */
export function badRequest(details: ErrorDetail[]): ChatError {
  const message = details.map((detail) => `${detail.field}: ${detail.message}`).join('; ');
  return new ChatError('bad_request', message, { details });
}

/** `value` as `schema` describes it, or a `bad_request` that names every wrong field. */
export function parse<S extends z.ZodType>(schema: S, value: unknown, root = 'body'): z.output<S> {
  const result = schema.safeParse(value, { error: wording });
  if (result.success) return result.data;
  throw badRequest(detailsOf(result.error.issues, root));
}
