import type { Inbox } from '@marketplace-chat/client';
import type { Thread } from '../../../protocol/objects.ts';
import { isUnread } from './own-side.ts';

/** Which conversations the inbox shows. */
export type InboxFilter = 'inbox' | 'unread' | 'archived' | 'closed';

export function filterThreads({ threads, archived }: Inbox, filter: InboxFilter): readonly Thread[] {
  switch (filter) {
    case 'inbox':
      return threads;
    case 'unread':
      return threads.filter(isUnread);
    case 'archived':
      return archived;
    case 'closed':
      return threads.filter((thread) => !thread.is_active);
  }
}

/** The filters that are offered: that of closed conversations only to users who have some. */
export function filtersFor({ threads }: Inbox, chosen: InboxFilter): InboxFilter[] {
  const hasClosed = chosen === 'closed' || threads.some((thread) => !thread.is_active);
  return ['inbox', 'unread', 'archived', ...(hasClosed ? (['closed'] as const) : [])];
}
