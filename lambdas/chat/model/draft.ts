import type { MessageType } from '../../../protocol/objects.ts';
import type { Author } from './types.ts';

/** A message before it has a place in the log. */
export interface Draft {
  id: string;
  author: Author;
  type: MessageType;
  content: string;
  clientMessageId: string | null;
  metadata: string | null;
  countsAsUnread: boolean;
}
