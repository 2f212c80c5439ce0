import { useConnection, useIsLost } from '@marketplace-chat/react';
import { words } from '../words/index.ts';

/** The text of a conversation that has no messages yet. It says that they are loading only while they are. */
export function useLoadingText(): { text: string; isLoading: boolean } {
  const connection = useConnection();
  const isLost = useIsLost(connection);
  if (connection.kind === 'refused') return { text: words.connection.refusedBanner, isLoading: false };
  return isLost
    ? { text: words.conversation.notLoaded, isLoading: false }
    : { text: words.conversation.loading, isLoading: true };
}
