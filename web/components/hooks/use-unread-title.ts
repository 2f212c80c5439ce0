import { useEffect } from 'react';
import { useInbox } from '@marketplace-chat/react';
import { showOnFavicon } from '../view/favicon.ts';
import { strings } from '../view/strings.ts';

/** Shows how many messages are unread in the tab's title and icon, for as long as somebody is signed in. */
export function useUnreadTitle(): void {
  const { unreadTotal } = useInbox();
  useEffect(() => {
    show(unreadTotal);
  }, [unreadTotal]);
  useEffect(() => () => show(0), []);
}

function show(unread: number): void {
  document.title = unread > 0 ? strings.titleWithUnread(unread) : strings.appName;
  showOnFavicon(unread);
}
