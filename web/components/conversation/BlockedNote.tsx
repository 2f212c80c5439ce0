import { useState } from 'react';
import { useChat } from '@marketplace-chat/react';
import type { Thread } from '../../../protocol/objects.ts';
import { ThreadDialog } from '../own/ThreadDialog.tsx';
import { nameOf } from '../view/names.ts';
import { otherOf } from '../view/person.ts';
import { words } from '../words/index.ts';

/** Replaces the composer for a user who has blocked the other participant. */
export function BlockedNote({ thread }: { thread: Thread }) {
  const { me } = useChat();
  const [asking, setAsking] = useState(false);
  return (
    <div className="composer">
      <div className="closed-note">
        {words.own.blockedNote(nameOf(otherOf(thread, me.id)))}
        <button type="button" className="text-button" onClick={() => setAsking(true)}>
          {words.own.unblockConfirm}
        </button>
        {asking && <ThreadDialog thread={thread} question="unblock" onClose={() => setAsking(false)} />}
      </div>
    </div>
  );
}
