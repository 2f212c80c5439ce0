import { useInbox } from './use-inbox.ts';

/**
 * The number of unread messages: of all conversations, also of those that are not loaded, or of one that is.
 */
export function useUnread(threadId?: string): number {
  const { unreadTotal, threads, archived } = useInbox();
  if (threadId === undefined) return unreadTotal;
  return [...threads, ...archived].find(({ id }) => id === threadId)?.unread_count ?? 0;
}
