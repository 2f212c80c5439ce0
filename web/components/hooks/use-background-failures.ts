import { useEffect } from 'react';
import { useChatState } from '@marketplace-chat/react';
import { notifyBackgroundFailure } from '../state/toasts.ts';

/** Shows the failures that no call waits for as toasts. */
export function useBackgroundFailures(): void {
  const { client } = useChatState();
  useEffect(() => client?.on('failure', notifyBackgroundFailure), [client]);
}
