import { ChatError } from '../../protocol/errors.ts';
import { log } from '../platform/log.ts';
import { record } from '../platform/metrics.ts';

/** Enough of a reason that names many fields. */
const reasonChars = 200;

/** Why a call was refused, for the log: at most 200 characters. A refused token's error has the reason as its cause. */
export function refusalReason(error: unknown): string {
  const reason = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  return (reason instanceof Error ? reason.message : String(reason)).slice(0, reasonChars);
}

/**
 * Logs why a call failed. What is not the caller's fault is an error. A refusal is logged with its code, which the gateway's
 * access log cannot know, and is counted if it says something about the load.
 */
export function reportFailure(message: string, error: unknown): void {
  if (!(error instanceof ChatError) || error.code === 'internal') return log.error(message, { error });
  log.info('refused', { code: error.code, reason: refusalReason(error) });
  if (error.code === 'rate_limited') record('RateLimited');
}
