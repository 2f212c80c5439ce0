import { use, useState, type KeyboardEvent } from 'react';
import { useChat } from '@marketplace-chat/react';
import type { Message } from '../../../protocol/objects.ts';
import { recentEmojis, toggleReaction } from '../state/reactions.ts';
import { emojisFor, emojiWords, nameOfEmoji } from '../view/emojis.ts';
import { emojisToOffer, hasReacted } from '../view/reactions.ts';
import { stepSideways } from '../view/sideways.ts';
import { words } from '../words/index.ts';
import { isTouch } from '../view/touch.ts';

/** Recent and frequent emojis, and many others that can be searched by their names. */
export function ReactionPicker({ message, onDone }: { message: Message; onDone: () => void }) {
  const { client, me } = useChat();
  const [query, setQuery] = useState('');
  const [recent] = useState(() => emojisToOffer(recentEmojis(me.id)));
  const names = use(emojiWords());
  const found = emojisFor(query, names);
  const choose = (emoji: string) => {
    onDone();
    void toggleReaction(client, message, me.id, emoji);
  };
  const grid = (emojis: readonly string[], label: string) => (
    <div className="emoji-grid" role="group" aria-label={label}>
      {emojis.map((emoji) => (
        <button
          key={emoji}
          type="button"
          className="emoji-button"
          data-emoji
          aria-pressed={hasReacted(message, me.id, emoji)}
          aria-label={nameOfEmoji(emoji, names)}
          title={nameOfEmoji(emoji, names)}
          onClick={() => choose(emoji)}
        >
          {emoji}
        </button>
      ))}
    </div>
  );
  return (
    <div className="reaction-picker" onKeyDown={moveFocus}>
      <input
        type="search"
        className="input"
        autoFocus={!isTouch()}
        value={query}
        placeholder={words.reactions.search}
        aria-label={words.reactions.search}
        onChange={(event) => setQuery(event.target.value)}
      />
      {query.trim() === '' && grid(recent, words.reactions.recent)}
      <div className="emoji-scroller">{grid(found, words.reactions.all)}</div>
      <p role="status" className={found.length > 0 ? 'visually-hidden' : undefined}>
        {found.length > 0 ? words.reactions.found(found.length) : words.reactions.noneFound}
      </p>
    </div>
  );
}

/** Arrow keys move from emoji to emoji, up and down by what is drawn above and below. */
function moveFocus(event: KeyboardEvent<HTMLElement>): void {
  const buttons = [...event.currentTarget.querySelectorAll<HTMLElement>('[data-emoji]')];
  const from = buttons.indexOf(event.target as HTMLElement);
  const next = from < 0 ? firstFor(event.key, buttons) : neighbour(event.key, buttons, from);
  if (next === undefined) return;
  event.preventDefault();
  next.focus();
}

function firstFor(key: string, buttons: readonly HTMLElement[]): HTMLElement | undefined {
  return key === 'ArrowDown' ? buttons[0] : undefined;
}

function neighbour(key: string, buttons: readonly HTMLElement[], from: number): HTMLElement | undefined {
  const sideways = stepSideways(key);
  if (sideways !== 0) return buttons[from + sideways];
  const column = (element: HTMLElement) => Math.round(element.getBoundingClientRect().left);
  const sameColumn = (element: HTMLElement) => column(element) === column(buttons[from]!);
  if (key === 'ArrowDown') return buttons.slice(from + 1).find(sameColumn);
  return key === 'ArrowUp' ? buttons.slice(0, from).findLast(sameColumn) : undefined;
}
