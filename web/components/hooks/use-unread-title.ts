import { useEffect } from 'react';
import { useInbox } from '@marketplace-chat/react';
import { showOnFavicon } from '../view/favicon.ts';
import { strings } from '../view/strings.ts';

/** Shows the number of unread messages in the title and the icon of the tab. */
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
