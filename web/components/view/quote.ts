import type { Message } from '../../../protocol/objects.ts';
import { previewOf } from '../../../protocol/text.ts';
import { withoutDirections } from './names.ts';
import { words } from '../words/index.ts';

export type Quote = NonNullable<Message['reply_to']>;

/** The quote of a message in a reply that is not stored yet. */
export function quoteOf(message: Message): Quote {
  const { seq, sender, type, content, deleted_at: deletedAt } = message;
  return { seq, sender_id: sender?.id ?? null, type, preview: previewOf(content), is_deleted: deletedAt !== null };
}

/** What a quote says: the beginning of the message on one line, or that it was deleted. */
export function quoteText({ preview, is_deleted: isDeleted }: Quote): string {
  if (isDeleted) return words.message.deleted;
  return preview === '' ? words.files.attached : withoutDirections(preview).replace(/\s+/g, ' ');
}

/** Finds a message of a log, which has no gaps. */
export function findMessage(messages: readonly Message[], seq: number | null): Message | undefined {
  const first = messages[0]?.seq;
  return seq === null || first === undefined ? undefined : messages[seq - first];
}
