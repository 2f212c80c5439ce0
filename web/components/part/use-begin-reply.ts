import type { Message } from '../../../protocol/objects.ts';
import { beginReply } from '../state/replies.ts';
import { focusComposer } from './focus.ts';
import { usePart } from './part-context.ts';

/** The user's next message replies to this one: notes that, and moves the focus to the text field. */
export function useBeginReply(): (message: Message) => void {
  const { root } = usePart();
  return (message) => {
    beginReply(message);
    focusComposer(root);
  };
}
