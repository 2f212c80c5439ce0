import { useState, type KeyboardEvent, type MouseEvent } from 'react';
import { useChat } from '@marketplace-chat/react';
import type { Message } from '../../../protocol/objects.ts';
import { Icon } from '../controls/Icon.tsx';
import { recentEmojis, toggleReaction } from '../state/reactions.ts';
import { emojisToOffer, hasReacted } from '../view/reactions.ts';
import { stepSideways } from '../view/sideways.ts';
import { words } from '../words/index.ts';

/** A line of emojis in the menu of a message: recent and frequent ones, and a button for all others. */
export function QuickReactions({ message, onMore }: { message: Message; onMore: () => void }) {
  const { client, me } = useChat();
  const [emojis] = useState(() => emojisToOffer(recentEmojis(me.id)));
  const choose = (event: MouseEvent<HTMLElement>, act: () => void) => {
    event.currentTarget.closest<HTMLElement>('[popover]')?.hidePopover();
    act();
  };
  return (
    <div className="quick-reactions" role="group" aria-label={words.reactions.react} onKeyDown={moveFocus}>
      {emojis.map((emoji) => (
        <button
          key={emoji}
          type="button"
          className="emoji-button"
          aria-pressed={hasReacted(message, me.id, emoji)}
          onClick={(event) => choose(event, () => void toggleReaction(client, message, me.id, emoji))}
        >
          {emoji}
        </button>
      ))}
      <button
        type="button"
        className="emoji-button"
        aria-label={words.reactions.more}
        title={words.reactions.more}
        onClick={(event) => choose(event, onMore)}
      >
        <Icon name="plus" />
      </button>
    </div>
  );
}

function moveFocus(event: KeyboardEvent<HTMLElement>): void {
  const step = stepSideways(event.key);
  if (step === 0) return;
  const buttons = [...event.currentTarget.querySelectorAll('button')];
  const index = buttons.indexOf(event.target as HTMLButtonElement);
  event.preventDefault();
  buttons[(index + step + buttons.length) % buttons.length]?.focus();
}
