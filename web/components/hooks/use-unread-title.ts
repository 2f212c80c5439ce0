import { useEffect } from 'react';
import { strings } from '../view/strings.ts';
import { showOnFavicon } from '../view/favicon.ts';
import { useInbox } from '@marketplace-chat/react';

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
