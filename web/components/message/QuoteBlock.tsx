import { useChat } from '@marketplace-chat/react';
import { useTalk } from '../hooks/talk-context.ts';
import { authorOf } from '../view/author.ts';
import { quoteText, type Quote } from '../view/quote.ts';
import { words } from '../words/index.ts';

/** What a message replies to. A click shows that message. */
export function QuoteBlock({ quote, tabbable }: { quote: Quote; tabbable: boolean }) {
  const { me } = useChat();
  const { other, reader, jumpTo } = useTalk();
  const name = authorOf(quote.sender_id, { me, other });
  const text = quoteText(quote, reader);
  return (
    <button
      type="button"
      className="quote"
      data-deleted={quote.is_deleted}
      tabIndex={tabbable ? 0 : -1}
      aria-label={words.message.quote(name, text)}
      onClick={() => jumpTo(quote.seq)}
    >
      <strong dir="auto">{name}</strong>
      <span dir="auto">{text}</span>
    </button>
  );
}
