import { Icon } from '../controls/Icon.tsx';
import { strings } from '../view/strings.ts';

/** Back to the end of a conversation, and how much has arrived there. */
export function JumpToNewest({ unread, onJump }: { unread: number; onJump: () => void }) {
  return (
    <button
      type="button"
      className="jump"
      data-new={unread > 0}
      aria-label={strings.conversation.jumpToNewest}
      onClick={onJump}
    >
      <Icon name="down" />
      {unread > 0 && strings.conversation.jumpNew(unread)}
    </button>
  );
}
