import { useState, type MouseEvent } from 'react';
import { useChat } from '@marketplace-chat/react';
import type { Message } from '../../../protocol/objects.ts';
import { Icon } from '../controls/Icon.tsx';
import { useTalk } from '../hooks/talk-context.ts';
import { toggleReaction } from '../state/reactions.ts';
import { chipsOf, type Chip } from '../view/reactions.ts';
import { words } from '../words/index.ts';
import { figure } from '../words/number.ts';
import { ReactionDialog } from './ReactionDialog.tsx';

/** The reactions to a message: what, how many and who. A click on one adds or takes back the user's own. */
export function Reactions({ message, tabbable }: { message: Message; tabbable: boolean }) {
  const { client, me } = useChat();
  const { other, mayAnswer } = useTalk();
  const [choosing, setChoosing] = useState(false);
  if (message.reactions.length === 0) return null;
  const toggle = ({ emoji, count, own }: Chip, { currentTarget }: MouseEvent<HTMLElement>) => {
    // The button goes away with the last reaction, and would take the focus with it.
    if (own && count === 1) currentTarget.closest<HTMLElement>('[data-focusable]')?.focus({ preventScroll: true });
    void toggleReaction(client, message, me.id, emoji);
  };
  return (
    <div className="reactions" role="group" aria-label={words.reactions.label}>
      {chipsOf(message, { me, other }).map((chip) =>
        mayAnswer ? (
          <button
            key={chip.emoji}
            type="button"
            className="reaction"
            aria-pressed={chip.own}
            aria-label={chip.label}
            title={chip.label}
            tabIndex={tabbable ? 0 : -1}
            onClick={(event) => toggle(chip, event)}
          >
            <ChipContent chip={chip} />
          </button>
        ) : (
          <span key={chip.emoji} className="reaction" role="img" aria-label={chip.label} title={chip.label}>
            <ChipContent chip={chip} />
          </span>
        ),
      )}
      {mayAnswer && (
        <button
          type="button"
          className="reaction"
          aria-label={words.reactions.more}
          title={words.reactions.more}
          tabIndex={tabbable ? 0 : -1}
          onClick={() => setChoosing(true)}
        >
          <Icon name="smile" />
        </button>
      )}
      {choosing && <ReactionDialog message={message} onClose={() => setChoosing(false)} />}
    </div>
  );
}

function ChipContent({ chip: { emoji, count } }: { chip: Chip }) {
  return (
    <>
      {emoji}
      {count > 1 && <span className="reaction-count">{figure(count)}</span>}
    </>
  );
}
