import type { Message } from '../../../protocol/objects.ts';
import { previewOf } from '../../../protocol/text.ts';
import { eventPreview } from './event-preview.ts';
import type { Reader } from './moments.ts';
import { withoutDirections } from './names.ts';
import { plainText } from './plain.ts';
import { words } from '../words/index.ts';

export type Quote = NonNullable<Message['reply_to']>;

/** The quote of a message in a reply that is not stored yet. */
export function quoteOf(message: Message): Quote {
  const { seq, sender, type, content, deleted_at: deletedAt } = message;
  return { seq, sender_id: sender?.id ?? null, type, preview: previewOf(content), is_deleted: deletedAt !== null };
}

/** What a quote says: the beginning of the message on one line, or that it was deleted. */
export function quoteText(quote: Quote, reader: Reader): string {
  const { sender_id: senderId, preview, is_deleted: isDeleted } = quote;
  if (isDeleted) return words.message.deleted;
  if (preview === '') return words.files.attached;
  const text = senderId === null ? eventPreview(quote, reader) : plainText(preview);
  return withoutDirections(text).replace(/\s+/g, ' ');
}

/** Finds a message of a log, which has no gaps. */
export function findMessage(messages: readonly Message[], seq: number | null): Message | undefined {
  const first = messages[0]?.seq;
  return seq === null || first === undefined ? undefined : messages[seq - first];
}
