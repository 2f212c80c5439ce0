import type { MessageType } from '../../../protocol/objects.ts';
import type { Attachment } from './attachment.ts';
import type { Author } from './types.ts';

/** A message before it has a place in the log. */
export interface Draft {
  id: string;
  author: Author;
  type: MessageType;
  content: string;
  clientMessageId: string | null;
  metadata: string | null;
  /** The seq of the message that it replies to, if it is a reply. */
  replyTo?: number | undefined;
  /** Its files; none if it is left out. */
  attachments?: readonly Attachment[];
  countsAsUnread: boolean;
}
