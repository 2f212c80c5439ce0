import type { Thread } from '../../../protocol/objects.ts';
import { nameOf } from './names.ts';
import { otherOf } from './person.ts';
import { words } from '../words/index.ts';

/** Whether the server lets the user open a closed conversation again (REST-7). */
export function mayReopen({ closed_by: closer }: Thread, myId: string): boolean {
  return closer === null || closer === myId;
}

/** Who has closed a conversation, as far as it is known. */
export function closedNote(thread: Thread, myId: string): string {
  const { closed_by: closer } = thread;
  if (closer === null) return words.conversation.closedNote;
  if (closer === myId) return words.conversation.closedByYou;
  const other = otherOf(thread, myId);
  return words.conversation.closedBy(closer === other.id ? nameOf(other) : words.conversation.theMarketplace);
}
