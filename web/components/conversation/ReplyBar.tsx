import type { Message } from '../../../protocol/objects.ts';
import { Icon } from '../controls/Icon.tsx';
import { senderOf, type People } from '../view/author.ts';
import type { Reader } from '../view/moments.ts';
import { quoteOf, quoteText } from '../view/quote.ts';
import { words } from '../words/index.ts';

interface ReplyBarProps {
  /** The id of the text. */
  id: string;
  message: Message;
  people: People;
  reader: Reader;
  onCancel: () => void;
}

/** Above the text field: the message that the next one replies to, and a button to send it without. */
export function ReplyBar({ id, message, people, reader, onCancel }: ReplyBarProps) {
  const isGone = message.deleted_at !== null;
  const name = senderOf(message.sender, people);
  return (
    <div className="reply-bar">
      <Icon name="reply" />
      <p id={id}>
        <strong dir="auto">{words.composer.replyingTo(name)}</strong>
        <span className="visually-hidden">: </span>
        <span dir="auto">{isGone ? words.composer.replyGone : quoteText(quoteOf(message), reader)}</span>
      </p>
      <button type="button" className="icon-button" aria-label={words.composer.cancelReply} onClick={onCancel}>
        <Icon name="close" />
      </button>
    </div>
  );
}
