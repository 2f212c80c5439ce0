import { forgetDrafts } from './drafts.ts';
import { forgetEdits } from './edits.ts';
import { forgetEmojis } from './reactions.ts';
import { forgetReplies } from './replies.ts';

/**
 * Removes all that the components keep of a user, on signing out: drafts, edits, replies, and the emojis used last.
 * What is in the outbox goes with `client.forget()`.
 */
export function forgetUser(userId: string): void {
  forgetDrafts(userId);
  forgetEdits();
  forgetReplies();
  forgetEmojis(userId);
}
