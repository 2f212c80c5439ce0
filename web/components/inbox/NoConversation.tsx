import { useState } from 'react';
import { useInbox } from '@marketplace-chat/react';
import { Placeholder } from '../controls/Placeholder.tsx';
import { strings } from '../view/strings.ts';
import { NewConversation } from './NewConversation.tsx';

const words = strings.conversation;

/** Shown while no conversation is open. A user without any conversation can start the first one here. */
export function NoConversation() {
  const { threads, archived, status } = useInbox();
  const [creating, setCreating] = useState(false);
  const hasNone = status.kind === 'ready' && threads.length + archived.length === 0;
  return (
    <>
      <Placeholder icon="chat" title={words.none} hint={hasNone ? words.firstHint : words.noneHint}>
        {hasNone && (
          <button type="button" className="button" data-look="primary" onClick={() => setCreating(true)}>
            {strings.inbox.newConversation}
          </button>
        )}
      </Placeholder>
      {creating && <NewConversation onClose={() => setCreating(false)} />}
    </>
  );
}
