import { useEffect, useRef, useState } from 'react';
import { Icon } from '../controls/Icon.tsx';
import { focusComposer } from '../part/focus.ts';
import { usePart } from '../part/part-context.ts';
import { cancels } from '../view/keys.ts';
import { isTouch } from '../view/touch.ts';
import { words } from '../words/index.ts';
import { FoundMessages } from './FoundMessages.tsx';

interface ConversationSearchProps {
  threadId: string;
  onClose: () => void;
}

/**
 * The search in the open conversation: a field, and below it what was found. Escape closes it; on a phone choosing a
 * message does, too.
 */
export function ConversationSearch({ threadId, onClose }: ConversationSearchProps) {
  const [query, setQuery] = useState('');
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => field.current?.focus(), []);
  const { root } = usePart();
  const wanted = query.trim();
  const close = () => {
    onClose();
    // On a phone the keyboard would cover the messages.
    if (!isTouch()) focusComposer(root);
  };
  return (
    <div
      className="conversation-search"
      role="search"
      aria-label={words.search.inThis}
      onKeyDown={(event) => cancels(event) && close()}
    >
      <div className="search">
        <Icon name="search" />
        <input
          ref={field}
          data-conversation-search
          type="search"
          value={query}
          maxLength={100}
          placeholder={words.search.placeholder}
          aria-label={words.search.inThis}
          onChange={(event) => setQuery(event.target.value)}
        />
        <button type="button" className="icon-button" aria-label={words.search.close} onClick={close}>
          <Icon name="close" />
        </button>
      </div>
      {wanted !== '' && <FoundMessages query={wanted} threadId={threadId} onChoose={isTouch() ? onClose : undefined} />}
    </div>
  );
}
