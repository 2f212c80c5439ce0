import { ChatError } from '../../protocol/errors.ts';
import { log } from '../platform/log.ts';
import { record } from '../platform/metrics.ts';

/** Of a reason that names many fields the first are enough. */
const reasonChars = 200;

/**
 * Tells the operator why a call was not done. What is no fault of the caller is an error; a refusal is told by its code, which
 * the gateway's access log cannot know, and counted where it says something of the load.
 */
export function reportFailure(message: string, error: unknown): void {
  if (!(error instanceof ChatError) || error.code === 'internal') return log.error(message, { error });
  log.info('refused', { code: error.code, reason: error.message.slice(0, reasonChars) });
  if (error.code === 'rate_limited') record('RateLimited');
}
