import type { Message } from '../../../../protocol/objects.ts';
import { previewOf } from '../../../../protocol/text.ts';

/**
 * The messages of a log, with quotes of those that have just arrived as these now are (RE-1): nobody sends the replies
 * again when what they quote is edited or deleted. A quote of a deleted message stays so.
 */
export function withQuotesOf(messages: readonly Message[], arrived: readonly Message[]): Message[] {
  // A log has no gaps, so the `seq` of a message says where it is.
  const firstSeq = messages[0]?.seq ?? 0;
  const current = new Map(arrived.map((message) => [message.seq, messages[message.seq - firstSeq] ?? message]));
  return messages.map((message) => {
    const quoted = current.get(message.reply_to?.seq ?? 0);
    return quoted === undefined ? message : withQuote(message, quoted);
  });
}

function withQuote(message: Message, quoted: Message): Message {
  const { reply_to: quote } = message;
  if (quote === null || quote.is_deleted) return message;
  const preview = previewOf(quoted.content);
  const isDeleted = quoted.deleted_at !== null;
  if (quote.preview === preview && quote.is_deleted === isDeleted) return message;
  return { ...message, reply_to: { ...quote, preview, is_deleted: isDeleted } };
}
