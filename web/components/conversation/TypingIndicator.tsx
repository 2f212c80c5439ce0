import { useTyping } from '@marketplace-chat/react';
import { nameOf } from '../view/names.ts';
import { words } from '../words/index.ts';

/** Shows who is typing. It always takes up its space, so that nothing moves when the text appears. */
export function TypingIndicator({ threadId }: { threadId: string }) {
  const { users } = useTyping(threadId);
  const first = users[0];
  return (
    <p className="typing" role="status">
      {first !== undefined && (
        <>
          <span className="typing-dots" aria-hidden="true">
            <i />
            <i />
            <i />
          </span>
          <span className="typing-text">{words.conversation.typing(nameOf(first))}</span>
        </>
      )}
    </p>
  );
}
