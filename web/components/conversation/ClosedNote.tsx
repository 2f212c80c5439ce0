import { useChat } from '@marketplace-chat/react';
import type { Thread } from '../../../protocol/objects.ts';
import { useClosing } from '../own/use-closing.ts';
import { closedNote, mayReopen } from '../view/closed.ts';
import { words } from '../words/index.ts';

/** Replaces the composer in a closed conversation: who closed it, and a button for whoever may open it again. */
export function ClosedNote({ thread }: { thread: Thread }) {
  const { me } = useChat();
  const { reopen } = useClosing(thread);
  return (
    <div className="composer">
      <div className="closed-note">
        {closedNote(thread, me.id)}
        {mayReopen(thread, me.id) && (
          <button type="button" className="text-button" onClick={reopen}>
            {words.conversation.reopen}
          </button>
        )}
      </div>
    </div>
  );
}
