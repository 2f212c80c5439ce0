import type { User } from '../../../protocol/objects.ts';
import { strings } from '../view/strings.ts';

/** Who is writing at the moment. Its place is kept free, so that nothing moves when it appears. */
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
