import { ChatError } from '../../protocol/errors.ts';
import { log } from '../platform/log.ts';
import { record } from '../platform/metrics.ts';

/** Tells the operator of what is no fault of the caller; a refusal is only counted, where it says something of the load. */
export function reportFailure(message: string, error: unknown): void {
  const code = error instanceof ChatError ? error.code : 'internal';
  if (code === 'internal') log.error(message, { error });
  if (code === 'rate_limited') record('RateLimited');
}
