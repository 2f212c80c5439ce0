import { useConnection, useIsLost } from '@marketplace-chat/react';
import { strings } from '../view/strings.ts';

/** The text of a conversation that has no messages yet. It says that they are loading only while they are. */
export function useLoadingText(): { text: string; isLoading: boolean } {
  const connection = useConnection();
  const isLost = useIsLost(connection);
  if (connection.kind === 'refused') return { text: strings.connection.refusedBanner, isLoading: false };
  return isLost
    ? { text: strings.conversation.notLoaded, isLoading: false }
    : { text: strings.conversation.loading, isLoading: true };
}
