import { roles } from '../../../protocol/objects.ts';
import type { NotificationView } from '../model/notification.ts';
import type { LogMessage } from '../model/types.ts';
import type { NotifyContext, ThreadOfUser } from '../ports/notifications.ts';

/** How many of the newest messages are looked at for one that still says something. */
const recentMessages = 10;

export interface Notifiable extends NotificationView {
  /** The newest messages, newest first. */
  messages: readonly LogMessage[];
}

/** What a decision looks at; null if the thread does not exist, has no message, or the user is not in it. */
export async function readForNotifying(ctx: NotifyContext, of: ThreadOfUser): Promise<Notifiable | null> {
  const [{ thread, messages }, notified] = await Promise.all([
    ctx.store.readThread(of.threadId, { messages: recentMessages, consistent: true }),
    ctx.notified.readNotified(of),
  ]);
  const [newest] = messages;
  const role = roles.find((one) => thread?.[one].id === of.userId);
  if (thread === null || newest === undefined || role === undefined) return null;
  return { thread, role, newest, messages, ...notified };
}
