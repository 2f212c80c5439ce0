import type * as z from 'zod';
import { ChatError, type ErrorDetail } from './errors.ts';
import { limits } from './limits.ts';
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

/**
 * Refuses JSON that is nested too deep: schemas, and all other code that walks a value by recursion, would overflow
 * the stack (WS-4).
 * @throws ChatError `bad_request` that names the value
 */
export function requireShallow(value: unknown, root: string): void {
  if (!isDeeperThan(limits.jsonLevels, value)) return;
  throw badRequest([{ field: root, message: `must not be nested deeper than ${limits.jsonLevels} levels` }]);
}

function isDeeperThan(levels: number, value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return levels === 0 || Object.values(value).some((inner) => isDeeperThan(levels - 1, inner));
}

/** Returns `value` parsed by `schema`. Throws `bad_request`, which names every wrong field. */
export function parse<S extends z.ZodType>(schema: S, value: unknown, root = 'body'): z.output<S> {
  requireShallow(value, root);
  const result = schema.safeParse(value, { error: wording });
  if (result.success) return result.data;
  throw badRequest(detailsOf(result.error.issues, root));
}
