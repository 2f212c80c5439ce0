import { useChat } from '@marketplace-chat/react';
import { notifyFailure } from '../state/toasts.ts';
import { strings } from '../view/strings.ts';

/** Replaces the composer in a closed conversation. */
export function ClosedNote({ threadId }: { threadId: string }) {
  const { client } = useChat();
  const reopen = async () => {
    const result = await client.setActive(threadId, true);
    if (!result.ok) notifyFailure(result.error);
  };
  return (
    <div className="composer">
      <div className="closed-note">
        {strings.conversation.closedNote}
        <button type="button" className="text-button" onClick={() => void reopen()}>
          {strings.conversation.reopen}
        </button>
      </div>
    </div>
  );
}
