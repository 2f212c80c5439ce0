import { useEffect } from 'react';
import { useInbox, useNow } from '@marketplace-chat/react';
import { showOnFavicon } from '../view/favicon.ts';
import { loudUnread } from '../view/own-side.ts';
import { words } from '../words/index.ts';

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
  document.title = unread > 0 ? words.titleWithUnread(unread) : words.appName;
  showOnFavicon(unread);
}
