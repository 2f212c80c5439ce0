import type { Message, Role } from '../../../protocol/objects.ts';
import type { LogMessage, Thread } from './types.ts';
import { authorUser, isoTime, otherRole } from './thread.ts';

/**
 * A message as the role sees it. Of a participant's message both see the same; a message of the marketplace is read when
 * the one who looks has read it.
 */
export function viewMessage(thread: Thread, message: LogMessage, role: Role): Message {
  const reader = message.author === 'marketplace' ? role : otherRole(message.author);
  return {
    id: message.id,
    thread_id: thread.id,
    seq: message.seq,
    sender: authorUser(thread, message.author),
    type: message.type,
    content: message.content,
    sent_at: isoTime(message.sentAtMs),
    edited_at: message.editedAtMs === null ? null : isoTime(message.editedAtMs),
    deleted_at: message.deletedAtMs === null ? null : isoTime(message.deletedAtMs),
    is_read: (thread.marks[reader]?.seq ?? 0) >= message.seq,
    client_message_id: message.clientMessageId,
    metadata: message.metadata === null ? null : (JSON.parse(message.metadata) as Record<string, unknown>),
  };
}
