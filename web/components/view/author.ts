import type { User } from '../../../protocol/objects.ts';
import { nameOf } from './names.ts';
import { words } from '../words/index.ts';

/** The two people of a conversation, as the user sees it. */
export interface People {
  me: User;
  other: User;
}

/**
 * The name shown for the sender with this id; null is the marketplace. Whoever is neither of the two wrote for the
 * marketplace in the system from which the conversation was imported (IM-1).
 */
export function authorOf(senderId: string | null, { me, other }: People): string {
  if (senderId === me.id) return words.message.you;
  return senderId === other.id ? nameOf(other) : words.message.marketplace;
}

/** The name shown for the sender of a message, which knows more than an id. */
export function senderOf(sender: User | null, people: People): string {
  const isOneOfThem = sender === null || sender.id === people.me.id || sender.id === people.other.id;
  return isOneOfThem ? authorOf(sender?.id ?? null, people) : nameOf(sender);
}
