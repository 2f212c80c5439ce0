import { ChatError } from '../../../protocol/errors.ts';
import type { Recipient, Author, Thread } from './types.ts';
import { otherRole } from './participant.ts';

/** A block between two users (ME-3), as the own rows of their threads say it. */

/** The same error for both, which does not say who has blocked whom. */
export function blockedError(): ChatError {
  return new ChatError('forbidden', 'you and the other user cannot write to each other');
}

/** @throws ChatError `forbidden` if one of the two has blocked the other */
export function requireUnblocked({ blockedBy }: Thread): void {
  if (blockedBy.length > 0) throw blockedError();
}

/** Those of the recipients whom something that `by` does may reach: not the user who has blocked them. */
export function reachedBy<R extends Recipient>(thread: Thread, by: Author, recipients: R[]): R[] {
  if (by === 'marketplace' || !thread.blockedBy.includes(otherRole(by))) return recipients;
  return recipients.filter(({ userId }) => userId !== thread[otherRole(by)].id);
}
