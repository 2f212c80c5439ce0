import { Icon } from '../controls/Icon.tsx';
import { words } from '../words/index.ts';

/** A button that scrolls to the end of the conversation, with the number of unread messages. */
export function JumpToNewest({ unread, onJump }: { unread: number; onJump: () => void }) {
  return (
    <button
      type="button"
      className="jump"
      data-new={unread > 0}
      aria-label={words.conversation.jumpToNewest}
      onClick={onJump}
    >
      <Icon name="down" />
      {unread > 0 && words.conversation.jumpNew(unread)}
    </button>
  );
}
