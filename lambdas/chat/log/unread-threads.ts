import { roles, type Role } from '../../../protocol/objects.ts';
import type { Thread } from '../model/types.ts';
import { shownUnreadOf } from '../model/unread.ts';
import type { NotifyContext } from '../ports/notifications.ts';

export interface UnreadThread {
  thread: Thread;
  role: Role;
  count: number;
}

/**
 * The threads in which the user has unread messages. `current`: one of them as it is now; its row may be behind. Only
 * threads with an unread row are read, however many others there are.
 */
export async function unreadThreads(ctx: NotifyContext, userId: string, current?: Thread): Promise<UnreadThread[]> {
  const ids = new Set((await ctx.store.listUnread(userId)).map(({ threadId }) => threadId));
  const others = await ctx.store.readThreads([...ids].filter((id) => id !== current?.id));
  return (current === undefined ? others : [...others, current]).flatMap((thread) => {
    const role = roles.find((one) => thread[one].id === userId);
    const count = role === undefined ? 0 : shownUnreadOf(thread, role);
    return role === undefined || count === 0 ? [] : [{ thread, role, count }];
  });
}

export const totalOf = (threads: readonly UnreadThread[]): number => threads.reduce((sum, { count }) => sum + count, 0);
