import * as z from 'zod';
import { parse } from '../../protocol/parse.ts';
import { id } from '../../protocol/primitives.ts';
import type { TokenRequest } from './development-issuer.ts';

const yearSeconds = 365 * 24 * 60 * 60;

const tokenBody = z.object({
  sub: id,
  username: z.string().min(1, 'must not be empty').max(1_000, 'must have at most 1000 characters').optional(),
  expires_in: z
    .int('must be a whole number of seconds')
    .min(-yearSeconds, 'must be at most a year back')
    .max(yearSeconds, 'must be at most a year')
    .optional(),
});

/**
 * `{sub, username?, expires_in?}`, of `POST /dev/token` and of the token command. Throws a `bad_request`
 * naming the fields.
 */
export function parseTokenRequest(value: unknown): TokenRequest {
  const { sub, username, expires_in: expiresInSeconds } = parse(tokenBody, value);
  return { sub, username, expiresInSeconds };
}
