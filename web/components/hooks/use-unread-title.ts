import { useEffect } from 'react';
import { useChat, useClientValue, useInbox, useNow } from '@marketplace-chat/react';
import { usePart } from '../part/part-context.ts';
import { showOnFavicon } from '../view/favicon.ts';
import { nameOf } from '../view/names.ts';
import { loudUnread } from '../view/own-side.ts';
import { otherOf } from '../view/person.ts';
import { words } from '../words/index.ts';

/**
 * Shows who is in the open conversation in the title of the tab, and in its title and icon the number of unread
 * messages, without those of muted conversations.
 */
export function useUnreadTitle(): void {
  const { openThreadId, brand } = usePart();
  const { unreadTotal, threads, archived } = useInbox();
  const { me } = useChat();
  const open = useClientValue(
    'log',
    (client) => (openThreadId === null ? null : client.log(openThreadId).thread),
    null,
  );
  const unread = loudUnread(unreadTotal, [...threads, ...archived], useNow());
  const name = open === null ? null : nameOf(otherOf(open, me.id));
  useEffect(() => {
    document.title = words.title(unread, name, brand.name ?? words.appName);
    showOnFavicon(unread, brand);
  }, [unread, name, brand]);
  useEffect(
    () => () => {
      document.title = words.title(0, null, brand.name ?? words.appName);
      showOnFavicon(0, brand);
    },
    [brand],
  );
}
