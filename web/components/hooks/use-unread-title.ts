import { useEffect } from 'react';
import { useInbox, useNow } from '@marketplace-chat/react';
import { showOnFavicon } from '../view/favicon.ts';
import { loudUnread } from '../view/own-side.ts';
import { strings } from '../view/strings.ts';

/** Shows the number of unread messages in the title and the icon of the tab, without those of muted conversations. */
export function useUnreadTitle(): void {
  const { unreadTotal, threads, archived } = useInbox();
  const unread = loudUnread(unreadTotal, [...threads, ...archived], useNow());
  useEffect(() => {
    show(unread);
  }, [unread]);
  useEffect(() => () => show(0), []);
}

function show(unread: number): void {
  document.title = unread > 0 ? strings.titleWithUnread(unread) : strings.appName;
  showOnFavicon(unread);
}
