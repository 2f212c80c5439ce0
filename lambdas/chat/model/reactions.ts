import { ChatError } from '../../../protocol/errors.ts';
import { limits } from '../../../protocol/limits.ts';
import type { Role } from '../../../protocol/objects.ts';
import type { LogMessage, Reaction } from './types.ts';

/** What a participant does with an emoji on a message. */
export interface ReactionChange {
  kind: 'add' | 'remove';
  emoji: string;
}

/**
 * The message after the change (RE-2); the very same one if the reaction was there already, or was not there to be
 * removed.
 * @throws ChatError `forbidden` if the message is deleted, `conflict` if the role has 10 other emoji on it
 */
export function changeReaction(message: LogMessage, role: Role, { kind, emoji }: ReactionChange): LogMessage {
  if (message.deletedAtMs !== null) throw new ChatError('forbidden', 'the message is deleted');
  const isThere = message.reactions.some((one) => one.emoji === emoji && one.roles.includes(role));
  if (isThere === (kind === 'add')) return message;
  const reactions = kind === 'add' ? withRole(message.reactions, role, emoji) : without(message.reactions, role, emoji);
  return { ...message, revision: message.revision + 1, reactions };
}

/** @throws ChatError `conflict` if the role has as many emoji as it may */
function withRole(reactions: readonly Reaction[], role: Role, emoji: string): Reaction[] {
  if (reactions.filter(({ roles }) => roles.includes(role)).length >= limits.reactionsPerUser)
    throw new ChatError('conflict', `you have ${limits.reactionsPerUser} emoji on this message already`);
  const isNew = reactions.every((one) => one.emoji !== emoji);
  if (isNew) return [...reactions, { emoji, roles: [role] }];
  return reactions.map((one) => (one.emoji === emoji ? { ...one, roles: [...one.roles, role] } : one));
}

function without(reactions: readonly Reaction[], role: Role, emoji: string): Reaction[] {
  const left = reactions.map((one) =>
    one.emoji === emoji ? { ...one, roles: one.roles.filter((user) => user !== role) } : one,
  );
  return left.filter(({ roles }) => roles.length > 0);
}
