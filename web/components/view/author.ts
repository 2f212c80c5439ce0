import type { User } from '../../../protocol/objects.ts';
import { nameOf } from './names.ts';
import { words } from '../words/index.ts';

/** The two people of a conversation, as the user sees it. */
export interface People {
  me: User;
  other: User;
}

/** The name shown for the sender with this id; null is the marketplace. */
export function authorOf(senderId: string | null, { me, other }: People): string {
  if (senderId === null) return words.message.marketplace;
  return senderId === me.id ? words.message.you : nameOf(other);
}
