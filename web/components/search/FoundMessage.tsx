import { useChat } from '@marketplace-chat/react';
import type { SearchHit } from '../../../protocol/search.ts';
import { PlaceLink } from '../part/PlaceLink.tsx';
import { formatShort } from '../view/format.ts';
import { nameOf, withoutDirections } from '../view/names.ts';
import { snippetOf } from '../view/snippet.ts';
import { words } from '../words/index.ts';

interface FoundMessageProps {
  hit: SearchHit;
  now: Date;
  onChoose: (() => void) | undefined;
}

/** A message that was found: who, when, and the words around what was looked for. It opens the conversation there. */
export function FoundMessage({ hit: { message, highlights }, now, onChoose }: FoundMessageProps) {
  const { me } = useChat();
  const { sender, sent_at: sentAt } = message;
  const author = sender === null ? words.search.marketplace : sender.id === me.id ? words.search.you : nameOf(sender);
  const parts = snippetOf(message.content, highlights);
  return (
    <li>
      <PlaceLink className="found-message" threadId={message.thread_id} seq={message.seq} onClick={onChoose} data-found>
        <span className="found-author" dir="auto">
          {author}
        </span>
        <time className="thread-time" dateTime={sentAt}>
          {formatShort(sentAt, now)}
        </time>
        <span className="found-text" dir="auto">
          {parts.length === 0
            ? words.search.withoutText
            : parts.map(({ text, isMarked }, index) =>
                isMarked ? <mark key={index}>{withoutDirections(text)}</mark> : withoutDirections(text),
              )}
        </span>
      </PlaceLink>
    </li>
  );
}
