import { useConnection, useIsLost } from '@marketplace-chat/react';
import { strings } from '../view/strings.ts';

/** What a conversation without messages yet says for itself: that they are on their way only where they are. */
export function useLoadingText(): { text: string; isLoading: boolean } {
  const connection = useConnection();
  const isLost = useIsLost(connection);
  if (connection.kind === 'refused') return { text: strings.connection.refusedBanner, isLoading: false };
  return isLost
    ? { text: strings.conversation.notLoaded, isLoading: false }
    : { text: strings.conversation.loading, isLoading: true };
}
