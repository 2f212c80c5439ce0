import type { FailureCode } from '@marketplace-chat/client';
import { limits } from '../../../../protocol/limits.ts';

/** What went wrong, and what the user can do about it. */
export const errors: Record<FailureCode, string> = {
  bad_request: 'Something in your input is not valid. Please check it and try again.',
  unauthorized: 'Your session has ended. Please sign in again.',
  forbidden: 'You are not allowed to do that.',
  not_found: 'This conversation could not be found. It may belong to another account.',
  conflict: 'This conversation has changed in the meantime. Please try again.',
  thread_inactive: 'This conversation is closed, so you cannot write here.',
  payload_too_large: 'That is too long to send. Please shorten it.',
  rate_limited: 'You are writing very fast. Please wait a moment and try again.',
  internal: 'Something went wrong on our side. Please try again.',
  network: 'The chat did not answer. Please check your connection and try again in a moment.',
  storage: 'This browser cannot save unsent messages. Please keep this page open until everything is sent.',
};

const send = { forbidden: 'Messages cannot be sent in this conversation at the moment.' };

/** Better texts for a known action. */
export const errorsOf = {
  send,
  start: { forbidden: 'A conversation with this person cannot be started at the moment.' },
  pin: { conflict: `You can pin ${limits.pinnedThreads} conversations. Unpin one of them first.` },
  block: { conflict: 'You have blocked as many people as possible. Unblock somebody first.' },
  change: {
    forbidden: 'This message can no longer be changed, because it is too old.',
    conflict: 'You have changed this message on another device. Save again to replace that text.',
  },
  react: { conflict: `You have ${limits.reactionsPerUser} reactions on this message already. Take one back first.` },
  reply: {
    ...send,
    bad_request: 'The message that you are replying to was deleted. Copy your text, and send it without a reply.',
  },
} satisfies Record<string, Partial<Record<FailureCode, string>>>;
