import type { Message } from '../../../protocol/objects.ts';

/** As long as the server lets a message be changed, where its setting is the usual one; it has the last word. */
const editWindowMs = 15 * 60_000;

/** Whether the user can still edit and delete this message. */
export function isChangeable(message: Message, userId: string): boolean {
  const own = message.sender?.id === userId && message.deleted_at === null;
  return own && Date.now() - Date.parse(message.sent_at) < editWindowMs;
}
