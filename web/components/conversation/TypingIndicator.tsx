import type { User } from '../../../protocol/objects.ts';
import { strings } from '../view/strings.ts';

/** Shows who is typing. It always takes up its space, so that nothing moves when the text appears. */
export function TypingIndicator({ typing }: { typing: readonly User[] }) {
  const name = typing[0]?.username;
  return (
    <p className="typing" role="status">
      {name !== undefined && (
        <>
          <span className="typing-dots" aria-hidden="true">
            <i />
            <i />
            <i />
          </span>
          <span className="typing-text">{strings.conversation.typing(name)}</span>
        </>
      )}
    </p>
  );
}
