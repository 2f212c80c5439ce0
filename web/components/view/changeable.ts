import type { ChatClient } from '@marketplace-chat/client';
import type { Message, Thread } from '../../../protocol/objects.ts';

/** Whether the user can probably still edit and delete this message. The server decides in the end (WS-13). */
export function isChangeable(
  message: Message,
  userId: string,
  { editWindowMs, nowMs }: { editWindowMs: number; nowMs: number },
): boolean {
  const own = message.sender?.id === userId && message.deleted_at === null;
  return own && nowMs - Date.parse(message.sent_at) < editWindowMs;
}

/** What `isChangeable` needs of a client: until when by the server's time. */
export function editTimes(client: ChatClient): { editWindowMs: number; nowMs: number } {
  return { editWindowMs: client.editWindowMs, nowMs: client.serverNowMs() };
}

/** Whether the server takes replies and reactions: not in a closed thread (WS-16), nor for a blocked user (ME-3). */
export function mayAnswer({ is_active: isActive, me }: Pick<Thread, 'is_active' | 'me'>): boolean {
  return isActive && !me.blocked;
}
