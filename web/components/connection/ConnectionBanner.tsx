import { useChat, useConnection, useIsLost } from '@marketplace-chat/react';
import { words } from '../words/index.ts';

/**
 * Shown at the top while nothing can be sent. It stays through every attempt to reconnect, so that the page does not
 * jump.
 */
export function ConnectionBanner() {
  const { client, signInAgain } = useChat();
  const state = useConnection();
  const isLost = useIsLost(state);
  if (state.kind === 'refused') {
    return (
      <p className="banner" data-kind="refused" role="alert">
        {words.connection.refusedBanner}
        <button type="button" className="text-button" onClick={signInAgain}>
          {words.connection.signInAgain}
        </button>
      </p>
    );
  }
  return isLost ? (
    <p className="banner" role="status">
      {state.kind === 'offline' ? words.connection.offlineBanner : words.connection.waitingBanner}
      <button
        type="button"
        className="text-button"
        aria-disabled={state.kind === 'connecting'}
        onClick={() => client.retryNow()}
      >
        {words.connection.retry}
      </button>
    </p>
  ) : null;
}
