import type { Message, Thread } from '../../../protocol/objects.ts';

/** The server's default edit window (WS-13). The server decides in the end. */
export const editWindowMinutes = 15;

/** Whether the user can probably still edit and delete this message. `nowMs`: the server's time. */
export function isChangeable(message: Message, userId: string, nowMs: number): boolean {
  const own = message.sender?.id === userId && message.deleted_at === null;
  return own && nowMs - Date.parse(message.sent_at) < editWindowMinutes * 60_000;
}

/** Whether the server takes replies and reactions: not in a closed thread (WS-16), nor for a blocked user (ME-3). */
export function mayAnswer({ is_active: isActive, me }: Pick<Thread, 'is_active' | 'me'>): boolean {
  return isActive && !me.blocked;
}
