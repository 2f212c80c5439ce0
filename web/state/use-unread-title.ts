import { useEffect } from 'react';
import { strings } from '../strings.ts';
import { showOnFavicon } from '../view/favicon.ts';
import { useInbox } from './chat.ts';

/** Shows how many messages are unread in the tab's title and icon. */
export function useUnreadTitle(): void {
  const { unreadTotal } = useInbox();
  useEffect(() => {
    document.title = unreadTotal > 0 ? strings.titleWithUnread(unreadTotal) : strings.appName;
    showOnFavicon(unreadTotal);
  }, [unreadTotal]);
}
