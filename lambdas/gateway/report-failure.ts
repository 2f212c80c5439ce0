import { ChatError } from '../../protocol/errors.ts';
import { RateLimited } from '../chat/model/rate-limit.ts';
import { log } from '../platform/log.ts';
import { record } from '../platform/metrics.ts';

/** Enough of a reason that names many fields. */
const reasonChars = 200;

/** Why a call was refused, for the log: at most 200 characters. A refused token's error has the reason as its cause. */
export function refusalReason(error: unknown): string {
  const reason = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  return (reason instanceof Error ? reason.message : String(reason)).slice(0, reasonChars);
}

function isRefusal(error: unknown): error is ChatError {
  return error instanceof ChatError && error.code !== 'internal';
}

/**
 * Logs why a call failed. What is not the caller's fault is an error. A refusal is logged with its code, and is counted
 * if it says something about the load; one of a flood is not (WS-18).
 */
export function reportFailure(message: string, error: unknown): void {
  if (!isRefusal(error)) return log.error(message, { error });
  if (error instanceof RateLimited && !error.isNews) return;
  log.info('refused', { code: error.code, reason: refusalReason(error) });
  if (error.code === 'rate_limited') record('RateLimited');
}

/**
 * Logs why an event of the marketplace failed. Its sender is a service that does not watch the answer, so a refusal is
 * a warning to the operator. It is counted for the alarm on the function's errors, which leaves refusals out.
 */
export function reportFailedEvent(error: unknown): void {
  if (!isRefusal(error)) return log.error('event failed', { error });
  log.warn('event refused', { code: error.code, reason: refusalReason(error) });
  record('EventsRefused');
}
