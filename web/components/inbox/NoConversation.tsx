import { useState } from 'react';
import { useInbox } from '@marketplace-chat/react';
import { Placeholder } from '../controls/Placeholder.tsx';
import { words } from '../words/index.ts';
import { NewConversation, useCanStart } from '../starting/NewConversation.tsx';

/** Shown while no conversation is open. A user without any conversation can start the first one here. */
export function NoConversation() {
  const { threads, archived, status } = useInbox();
  const canStart = useCanStart();
  const [creating, setCreating] = useState(false);
  const hasNone = status.kind === 'ready' && threads.length + archived.length === 0;
  return (
    <>
      <Placeholder icon="chat" title={words.conversation.none} hint={hintOf(hasNone, canStart)}>
        {hasNone && canStart && (
          <button type="button" className="button" data-look="primary" onClick={() => setCreating(true)}>
            {words.inbox.newConversation}
          </button>
        )}
      </Placeholder>
      {creating && <NewConversation onClose={() => setCreating(false)} />}
    </>
  );
}

function hintOf(hasNone: boolean, canStart: boolean): string {
  if (!hasNone) return words.conversation.noneHint;
  return canStart ? words.conversation.firstHint : words.inbox.emptyHintOfMarketplace;
}
