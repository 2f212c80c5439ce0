import { useEffect } from 'react';
import type { ChatClient, Inbox } from '@marketplace-chat/client';
import { useChatState, useClientValue } from './chat.ts';

const empty: Inbox = {
  threads: [],
  archived: [],
  isArchiveLoaded: false,
  unreadTotal: 0,
  hasMore: false,
  status: { kind: 'empty' },
};

/** The clients whose inbox somebody has asked for: the first load is shared. */
const asked = new WeakSet<ChatClient>();

/**
 * The user's conversations, as far as they are loaded. The first page is loaded when the first component asks; call
 * `client.loadThreads()` (see `useChat`) for each further one. Changes arrive by themselves.
 */
export function useInbox(): Inbox {
  const { client } = useChatState();
  useEffect(() => {
    if (client === null || asked.has(client)) return;
    asked.add(client);
    // It starts after this commit, in which the provider connects.
    void client.loadThreads();
  }, [client]);
  return useClientValue('inbox', ({ inbox }) => inbox, empty);
}
